package io.beta9.provisioning.failure.text;

/** Why it cannot be determined which of a state and its digest is right. */
public enum DigestMismatch implements Fact {
  STATE_MISSING("there is a digest but no state"),
  STATE_INCOMPLETE("the newest state is not complete"),
  OTHER_LINEAGE("the digest is that of a state with another lineage"),
  NO_VERSION("the digest matches none of the state's versions");

  private final String description;

  DigestMismatch(String description) {
    this.description = description;
  }

  @Override
  public String description() {
    return description;
  }
}

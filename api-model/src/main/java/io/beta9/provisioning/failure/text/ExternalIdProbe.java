package io.beta9.provisioning.failure.text;

/** With which external id a role was to be assumed, although it should have denied it. */
public enum ExternalIdProbe implements Fact {
  NONE("without an external id"),
  WRONG("with a wrong external id"),
  FOREIGN("with the external id of another tenant");

  private final String description;

  ExternalIdProbe(String description) {
    this.description = description;
  }

  @Override
  public String description() {
    return description;
  }
}

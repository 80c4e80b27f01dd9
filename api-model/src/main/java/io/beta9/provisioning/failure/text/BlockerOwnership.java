package io.beta9.provisioning.failure.text;

/** Whose a resource is that prevents the deletion of another one. */
public enum BlockerOwnership implements Fact {
  OURS("of this environment"),
  FOREIGN("not of this environment"),
  AWS("managed by an AWS service");

  private final String description;

  BlockerOwnership(String description) {
    this.description = description;
  }

  @Override
  public String description() {
    return description;
  }
}

package io.beta9.provisioning.terraform.process;

import java.util.Locale;

/** What a Terraform process was started for. */
public enum RunKind {
  INIT("Initializing Terraform"),
  PLAN("Planning the infrastructure"),
  APPLY("Creating the infrastructure"),
  DESTROY("Destroying the infrastructure"),
  UNTAINT("Untainting a resource"),
  STATE_PUSH("Uploading the state that could not be written");

  private final String activity;

  RunKind(String activity) {
    this.activity = activity;
  }

  /** Returns the activity as a gerund phrase, for failures. */
  public String activity() {
    return activity;
  }

  /** Returns the name that pid files use. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the kind with this code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RunKind ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}

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

  private final String doing;

  RunKind(String doing) {
    this.doing = doing;
  }

  /** For a person, as the beginning of a sentence. */
  public String doing() {
    return doing;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunKind ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}

package io.beta9.provisioning.terraform.run;

import java.util.Locale;

/** What a Terraform process was started for. */
public enum RunKind {
  INIT("Preparing Terraform"),
  PLAN("Planning the infrastructure"),
  APPLY("Making the infrastructure"),
  DESTROY("Removing the infrastructure"),
  UNLOCK("Unlocking the state"),
  UNTAINT("Clearing a resource's mark in the state"),
  STATE_PUSH("Saving the state that was left on disk");

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

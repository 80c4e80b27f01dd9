package io.beta9.provisioning.failure;

import java.util.Objects;

/**
 * One failure, told to a person: what failed, why, and what to do next.
 *
 * @param kind what it means for what happens next
 * @param code a stable word for programs, in kebab case, for example {@code state-locked}
 * @param what what failed, as a clause without a full stop: "Creating the database failed"
 * @param why the cause, as far as it is known
 * @param next the next step, an imperative sentence; a command where there is one
 */
public record Failure(FailureClass kind, String code, String what, String why, String next) {

  public Failure {
    Objects.requireNonNull(kind, "kind");
    if (code.isBlank() || what.isBlank() || why.isBlank() || next.isBlank()) {
      throw new IllegalArgumentException("a failure says what, why and what next");
    }
  }

  /** The sentence that stands in {@code error_message}. */
  public String message() {
    return sentence(what + ": " + why) + " " + sentence(next);
  }

  private static String sentence(String text) {
    String trimmed = text.strip();
    return trimmed.endsWith(".") || trimmed.endsWith("!") || trimmed.endsWith("?")
        ? trimmed
        : trimmed + ".";
  }
}

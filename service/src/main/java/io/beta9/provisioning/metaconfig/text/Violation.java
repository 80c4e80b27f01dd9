package io.beta9.provisioning.metaconfig.text;

import org.jspecify.annotations.Nullable;

/**
 * A violation of the rules for meta-configs.
 *
 * @param path the field, for example {@code cluster.profile}, or {@code body} for the document as a
 *     whole
 * @param message the problem and the expected value, for example {@code 'smal' is not a profile;
 *     did you mean 'small'?}
 * @param code the kind of violation, for programs; null if the path says it
 */
public record Violation(String path, String message, @Nullable String code) {
  /** Creates a violation without a code. */
  public Violation(String path, String message) {
    this(path, message, null);
  }

  /** Path of violations that concern the document as a whole. */
  public static final String BODY = "body";

  @Override
  public String toString() {
    return path + ": " + message;
  }
}

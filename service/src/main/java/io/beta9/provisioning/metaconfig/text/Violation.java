package io.beta9.provisioning.metaconfig.text;

/**
 * A violation of the rules for meta-configs.
 *
 * @param path the field, for example {@code cluster.profile}, or {@code body} for the document as a
 *     whole
 * @param message the problem and the expected value, for example {@code 'smal' is not a profile;
 *     did you mean 'small'?}
 */
public record Violation(String path, String message) {
  /** Path of violations that concern the document as a whole. */
  public static final String BODY = "body";

  @Override
  public String toString() {
    return path + ": " + message;
  }
}

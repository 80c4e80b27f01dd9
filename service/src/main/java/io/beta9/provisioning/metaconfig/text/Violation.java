package io.beta9.provisioning.metaconfig.text;

/**
 * One thing that is wrong with a meta-config.
 *
 * @param path the field, for example {@code cluster.profile}, or {@code body} for the text itself
 * @param message what is wrong and what was expected, for example {@code 'smal' is not a profile;
 *     did you mean 'small'?}
 */
public record Violation(String path, String message) {
  /** The path of what is wrong with the text as a whole. */
  public static final String BODY = "body";

  @Override
  public String toString() {
    return path + ": " + message;
  }
}

package io.beta9.provisioning.settings;

import java.util.List;

/** One or more settings are invalid. The message has one line for each problem. */
public final class InvalidSettingsException extends IllegalArgumentException {
  /**
   * @param problems one sentence for each, beginning with the name of the variable; must not
   *     contain the value of a secret
   */
  public InvalidSettingsException(List<String> problems) {
    super(String.join("\n", problems));
  }
}

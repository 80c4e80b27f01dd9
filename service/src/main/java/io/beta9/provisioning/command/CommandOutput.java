package io.beta9.provisioning.command;

import java.util.Locale;

/** Output format of a command. */
enum CommandOutput {
  TABLE,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

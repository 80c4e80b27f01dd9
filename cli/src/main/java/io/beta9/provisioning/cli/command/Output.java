package io.beta9.provisioning.cli.command;

import java.util.Locale;

/** Output format of a command. */
public enum Output {
  TABLE,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

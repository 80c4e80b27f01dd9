package io.beta9.provisioning.cli;

import java.util.Locale;

/** For whom a command prints. */
enum Output {
  TABLE,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

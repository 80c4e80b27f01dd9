package io.beta9.provisioning.command;

import java.util.Locale;

/** For whom a command on the database prints. */
enum DatabaseOutput {
  TABLE,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

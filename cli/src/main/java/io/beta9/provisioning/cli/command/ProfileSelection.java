package io.beta9.provisioning.cli.command;

import org.jspecify.annotations.Nullable;

/** The profile that {@code --profile} names, of the command that is being executed. */
public final class ProfileSelection {
  private @Nullable String name;

  void select(@Nullable String profile) {
    this.name = profile;
  }

  /** Returns the name; null if the option was not given. */
  public @Nullable String name() {
    return name;
  }
}

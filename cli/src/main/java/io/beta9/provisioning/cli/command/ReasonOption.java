package io.beta9.provisioning.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --reason} of every command that changes something. */
public final class ReasonOption {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Reason; recorded in the audit trail.")
  private @Nullable String text;

  public @Nullable String text() {
    return text;
  }

  public boolean isMissing() {
    return text == null || text.isBlank();
  }
}

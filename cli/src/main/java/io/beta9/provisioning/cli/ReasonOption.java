package io.beta9.provisioning.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --reason} on every command that changes something. */
final class ReasonOption {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; it is written down in the audit trail.")
  @Nullable String text;

  boolean isMissing() {
    return text == null || text.isBlank();
  }
}

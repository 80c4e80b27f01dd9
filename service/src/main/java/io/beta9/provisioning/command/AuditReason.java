package io.beta9.provisioning.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --reason} of every command that changes something. */
final class AuditReason {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Reason; recorded in the audit trail.")
  private @Nullable String text;

  @Nullable String text() {
    return text;
  }
}

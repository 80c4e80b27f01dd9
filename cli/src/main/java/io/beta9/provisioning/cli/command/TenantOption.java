package io.beta9.provisioning.cli.command;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --tenant} of every command: the tenant that the requests of the command act for. */
final class TenantOption {
  private final Consumer<@Nullable String> selection;

  /**
   * @param selection receives the name of the tenant
   */
  TenantOption(Consumer<@Nullable String> selection) {
    this.selection = selection;
  }

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      description =
          "Tenant that the command acts for (default: the one of the key). Another one requires a"
              + " role of the service.")
  void select(@Nullable String tenant) {
    selection.accept(tenant);
  }
}

package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TenantOptionTest {
  /** The lists of what belongs to a tenant. */
  private static final Set<String> LISTS =
      Set.of("env list", "keys list", "accounts list", "audit list", "state prune");

  private static void collect(CommandLine command, String path, List<String> without) {
    for (CommandLine child : Set.copyOf(command.getSubcommands().values())) {
      String name = (path + " " + child.getCommandName()).strip();
      if (child.getCommand() instanceof BaseCommand) {
        if (child.getCommandSpec().findOption("--tenant") == null) {
          without.add(name + " --tenant");
        }
        if (LISTS.contains(name) && child.getCommandSpec().findOption("--all-tenants") == null) {
          without.add(name + " --all-tenants");
        }
      }
      collect(child, name, without);
    }
  }

  @Test
  void every_command_has_the_option_tenant_and_every_list_all_tenants() {
    List<String> without = new ArrayList<>();
    collect(Cli.allCommands(Terminal.ofProcess()), "", without);

    assertThat(without).isEmpty();
  }
}

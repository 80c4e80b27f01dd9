package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cli.client.Sleeper;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobalOptionsTest {
  private static final CommandNode TREE =
      Commands.tree(
          new CommandContext(
              new Terminal(
                  new ByteArrayInputStream(new byte[0]),
                  new PrintStream(OutputStream.nullOutputStream()),
                  new PrintStream(OutputStream.nullOutputStream()),
                  false,
                  false,
                  Map.of(),
                  Path.of("")),
              Sleeper.REAL));

  @ParameterizedTest
  @CsvSource({
    "env list --tenant acme, env list --tenant acme",
    "--tenant acme env list, env list --tenant acme",
    "env --tenant acme list, env list --tenant acme",
    "--tenant=acme env list -o json, env list --tenant=acme -o json",
    "--profile ops env --tenant acme get demo, env get --profile ops --tenant acme demo",
    "--tenant acme webhooks list, webhooks list --tenant acme",
    // A command of its own name, whose subcommand has a name of its own.
    "versions --tenant acme digests, versions digests --tenant acme",
    // What follows the command belongs to it.
    "env get demo --tenant acme list, env get demo --tenant acme list",
    "env destroy list --reason --tenant, env destroy list --reason --tenant",
    // Reported by the command, or as unknown.
    "env list --tenant, env list --tenant",
    "--tenant, --tenant",
    "--tenants acme env list, --tenants acme env list",
    "--tenant acme frobnicate, --tenant acme frobnicate",
    "-h env, -h env"
  })
  void options_before_and_between_the_words_of_a_command_are_moved_behind_it(
      String given, String expected) {
    assertThat(GlobalOptions.afterCommand(TREE, List.of(given.split(" "))))
        .isEqualTo(List.of(expected.split(" ")));
  }
}

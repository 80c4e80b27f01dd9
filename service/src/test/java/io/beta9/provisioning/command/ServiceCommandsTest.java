package io.beta9.provisioning.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.external.ExternalCommand;
import io.beta9.provisioning.cli.external.ExternalCommands;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ServiceCommandsTest {
  private static final Set<String> STANDARD_OPTIONS = Set.of("-h", "--help", "-V", "--version");

  /** Names of all commands with the names of their options. */
  private static Map<String, Set<String>> commands() {
    Map<String, Set<String>> commands = new TreeMap<>();
    collect("", ServiceCommands.all(System.getenv()), commands);
    return commands;
  }

  private static void collect(
      String prefix, CommandLine parent, Map<String, Set<String>> commands) {
    parent
        .getSubcommands()
        .forEach(
            (name, command) -> {
              String path = (prefix + " " + name).strip();
              commands.put(
                  path,
                  command.getCommandSpec().options().stream()
                      .flatMap(option -> Stream.of(option.names()))
                      .filter(option -> !STANDARD_OPTIONS.contains(option))
                      .collect(Collectors.toCollection(TreeSet::new)));
              collect(path, command, commands);
            });
  }

  private static void collect(
      String prefix, ExternalCommand command, Map<String, Set<String>> commands) {
    for (String name :
        Stream.concat(Stream.of(command.name()), command.aliases().stream()).toList()) {
      String path = (prefix + " " + name).strip();
      commands.put(
          path,
          command.options().stream()
              .map(option -> option.replace("=", ""))
              .collect(Collectors.toCollection(TreeSet::new)));
      command.subcommands().forEach(subcommand -> collect(path, subcommand, commands));
    }
  }

  @Test
  void the_cli_knows_every_command_and_option_of_the_service() {
    Map<String, Set<String>> known = new TreeMap<>();
    Set<String> roots =
        new LinkedHashSet<>(ServiceCommands.all(System.getenv()).getSubcommands().keySet());
    ExternalCommands.all().stream()
        .filter(command -> roots.contains(command.name()))
        .forEach(command -> collect("", command, known));

    assertThat(known).isEqualTo(commands());
  }

  static List<String> paths() {
    return List.copyOf(commands().keySet());
  }

  @ParameterizedTest
  @MethodSource("paths")
  void prints_the_help_of_every_command_with_an_example(String path) {
    StringWriter out = new StringWriter();
    int exitCode =
        ServiceCommands.all(System.getenv())
            .setOut(new PrintWriter(out))
            .execute((path + " --help").split(" "));

    assertThat(exitCode).isZero();
    assertThat(out.toString()).startsWith("Usage: provisioner " + path.split(" ")[0]);
    assertThat(out.toString()).contains("Example", "./provisioner ");
  }

  private static String errorOf(String arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        CommandExecution.execute(
            ServiceCommands.all(System.getenv())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err)),
            arguments.split(" "));
    assertThat(exitCode).isEqualTo(ExitCode.WRONG_USE);
    assertThat(out.toString()).isEmpty();
    return err.toString();
  }

  @ParameterizedTest
  @MethodSource("paths")
  void a_misspelt_command_is_an_error_with_a_suggestion_even_if_help_is_requested(String path) {
    String misspelt = path + "x";
    assertThat(errorOf(misspelt + " --help"))
        .startsWith("error: unknown command '" + misspelt + "'")
        .contains("Did you mean: ./provisioner " + path + "\n")
        .isEqualTo(errorOf(misspelt));
  }

  @Test
  void an_unknown_command_refers_to_the_help_of_its_parent() {
    assertThat(errorOf("db frobnicate"))
        .isEqualToNormalizingNewlines(
            """
            error: unknown command 'db frobnicate'
            ./provisioner db --help lists the commands.
            """);
  }
}

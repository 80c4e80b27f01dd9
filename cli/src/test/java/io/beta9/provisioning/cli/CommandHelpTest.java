package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.Sleeper;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.external.ExternalCommand;
import io.beta9.provisioning.cli.external.ExternalCommands;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.failure.FailureCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandHelpTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(List<String> arguments) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of(),
            Path.of(""));
    return new Cli(new CommandContext(terminal, Sleeper.REAL))
        .run(arguments.toArray(String[]::new));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** All commands with their path, for example {@code [env, create]}. */
  static List<List<String>> commands() {
    List<List<String>> paths = new ArrayList<>();
    collect(
        Commands.tree(new CommandContext(Terminal.ofProcess(), Sleeper.REAL)), List.of(), paths);
    return paths;
  }

  private static void collect(CommandNode node, List<String> path, List<List<String>> paths) {
    for (CommandNode child : node.children()) {
      List<String> childPath = Stream.concat(path.stream(), Stream.of(child.name())).toList();
      paths.add(childPath);
      collect(child, childPath, paths);
    }
  }

  private static List<String> with(List<String> path, String last) {
    return Stream.concat(path.stream(), Stream.of(last)).toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void prints_the_help_of_every_command_even_if_parameters_are_missing(List<String> path) {
    assertThat(run(with(path, "--help"))).as(err()).isZero();
    assertThat(out()).startsWith("Usage: provisioner").contains("./provisioner ");
    assertThat(err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void suggests_the_command_for_a_misspelt_one_even_with_help(List<String> path) {
    String name = path.getLast();
    List<String> misspelt = new ArrayList<>(path);
    misspelt.set(path.size() - 1, name.charAt(0) + name);

    assertThat(run(with(misspelt, "--help"))).isEqualTo(ExitCode.WRONG_USE);

    assertThat(out()).isEmpty();
    assertThat(err())
        .startsWith("error: unknown command '" + String.join(" ", misspelt) + "'")
        .contains("Did you mean: ./provisioner " + String.join(" ", path) + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "demos, demo",
    "upp, up",
    "doctr, doctor",
    "env lst, env list",
    "env craete, env create",
    "env conect, env connect"
  })
  void suggests_similar_commands(String misspelt, String command) {
    assertThat(run(List.of(misspelt.split(" ")))).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("Did you mean: ./provisioner " + command + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"frobnicate", "env frobnicate", "xyz"})
  void suggests_nothing_if_no_command_is_similar(String unknown) {
    assertThat(run(with(List.of(unknown.split(" ")), "--help"))).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err())
        .startsWith("error: unknown command '" + unknown + "'\n")
        .doesNotContain("Did you mean")
        .contains(" --help lists the commands.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void lists_all_commands_with_a_description(String argument) {
    assertThat(run(List.of(argument))).isZero();
    for (List<String> path : commands()) {
      if (path.size() == 1) {
        assertThat(out()).containsPattern("(?m)^  " + path.getFirst() + "\\b.* +[A-Z]");
      }
    }
    assertThat(out()).contains("Exit codes:");
  }

  @Test
  void prints_the_help_of_the_command_after_help() {
    assertThat(run(List.of("help", "env", "create"))).isZero();
    assertThat(out()).startsWith("Usage: provisioner env create").contains("--watch");
  }

  @Test
  void completes_all_commands_and_their_options() {
    assertThat(run(List.of("completion", "bash"))).isZero();
    assertThat(out()).startsWith("#!/usr/bin/env bash").contains("--watch", "--dry-run");
    commands().forEach(path -> assertThat(out()).contains(path.getLast()));
    ExternalCommands.all().stream()
        .flatMap(command -> command.options().stream())
        .forEach(option -> assertThat(out()).contains(option.replace("=", "")));
  }

  @Test
  void the_distribution_contains_the_completion_script() {
    run(List.of("completion", "bash"));

    assertThat(Path.of("../dist/src/completions/provisioner.bash"))
        .as("regenerate: ./provisioner completion bash > dist/src/completions/provisioner.bash")
        .content()
        .isEqualTo(out());
  }

  @Test
  void refers_to_the_launcher_for_a_command_of_another_program() {
    assertThat(ExternalCommands.all()).extracting(ExternalCommand::name).contains("demo", "db");
    assertThat(run(List.of("help", "demo"))).isZero();
    assertThat(out()).contains("./provisioner demo --help");
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void explains_every_failure_code_offline(FailureCode code) {
    assertThat(run(List.of("explain", code.code()))).isZero();
    assertThat(out())
        .contains(
            "code         " + code.code() + "\n",
            "meaning      " + code.meaning(),
            "class        " + code.failureClass().code(),
            "responsible  " + code.responsible().code(),
            "next step    " + code.nextStep());
  }

  @Test
  void lists_the_failure_codes_that_contain_a_text() {
    assertThat(run(List.of("explain", "quota"))).isZero();
    assertThat(out()).contains("vpc-quota", "quota-exceeded").doesNotContain("access-denied");
  }

  @Test
  void suggests_a_failure_code_for_an_unknown_one() {
    assertThat(run(List.of("explain", "acess-denied"))).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err()).contains("Did you mean: access-denied?");
  }
}

package io.beta9.provisioning.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.external.ExternalCommand;
import io.beta9.provisioning.cli.external.ExternalCommands;
import io.beta9.provisioning.command.CommandExecution;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class BenchCommandsTest {
  private static final Set<String> STANDARD_OPTIONS = Set.of("-h", "--help", "-V", "--version");

  @Test
  void the_cli_knows_every_benchmark_with_its_options() {
    Map<String, Set<String>> known = new TreeMap<>();
    group()
        .subcommands()
        .forEach(
            command ->
                known.put(
                    command.name(),
                    command.options().stream()
                        .map(option -> option.replace("=", ""))
                        .collect(Collectors.toCollection(TreeSet::new))));

    Map<String, Set<String>> actual = new TreeMap<>();
    Main.commandLine()
        .getSubcommands()
        .forEach((name, command) -> actual.put(name, options(command)));

    assertThat(known).isEqualTo(actual);
  }

  @Test
  void a_misspelt_benchmark_is_an_error_with_a_suggestion_even_if_help_is_requested() {
    StringWriter err = new StringWriter();

    int exitCode =
        CommandExecution.execute(Main.commandLine().setErr(new PrintWriter(err)), "scal", "--help");

    assertThat(exitCode).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err.toString())
        .startsWith("error: unknown command 'bench scal'")
        .contains("Did you mean: ./provisioner bench scale");
  }

  @Test
  void every_benchmark_has_a_script() {
    assertThat(Main.commandLine().getSubcommands().keySet())
        .allSatisfy(
            name ->
                assertThat(Path.of(name))
                    .satisfies(
                        script -> assertThat(Files.isExecutable(script)).isTrue(),
                        script ->
                            assertThat(script).content().contains("bench " + name + " \"$@\"")));
  }

  private static ExternalCommand group() {
    return ExternalCommands.all().stream()
        .filter(command -> command.name().equals("bench"))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .map(OptionSpec::names)
        .flatMap(Arrays::stream)
        .filter(option -> !STANDARD_OPTIONS.contains(option))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

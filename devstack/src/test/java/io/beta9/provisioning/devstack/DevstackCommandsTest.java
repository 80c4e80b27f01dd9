package io.beta9.provisioning.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cli.external.ExternalCommand;
import io.beta9.provisioning.cli.external.ExternalCommands;
import io.beta9.provisioning.devstack.chaos.ChaosCommand;
import io.beta9.provisioning.devstack.demo.DemoCommand;
import io.beta9.provisioning.devstack.demo.UpCommand;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class DevstackCommandsTest {
  private static final Set<String> STANDARD_OPTIONS = Set.of("-h", "--help", "-V", "--version");

  static Stream<Object> commands() {
    return Stream.of(new DemoCommand(), new UpCommand(), new ChaosCommand());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void the_cli_knows_every_option(Object command) {
    CommandLine actual = new CommandLine(command);
    ExternalCommand known =
        ExternalCommands.all().stream()
            .filter(external -> external.name().equals(actual.getCommandName()))
            .findFirst()
            .orElseThrow();

    Set<String> knownOptions =
        known.options().stream()
            .map(option -> option.replace("=", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> options =
        actual.getCommandSpec().options().stream()
            .map(OptionSpec::names)
            .flatMap(Arrays::stream)
            .filter(option -> !STANDARD_OPTIONS.contains(option))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(knownOptions).isEqualTo(options);
  }
}

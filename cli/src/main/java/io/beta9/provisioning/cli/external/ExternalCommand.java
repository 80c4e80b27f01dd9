package io.beta9.provisioning.cli.external;

import io.beta9.provisioning.cli.command.HelpOption;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command that the launcher passes to another program.
 *
 * @param path the name with those of the commands above it
 * @param options options with a value end with {@code =}
 */
public record ExternalCommand(
    String path,
    List<String> aliases,
    String description,
    List<String> options,
    List<ExternalCommand> subcommands) {

  static ExternalCommand of(String path, String description, String... options) {
    return new ExternalCommand(path, List.of(), description, List.of(options), List.of());
  }

  static ExternalCommand group(String path, String description, ExternalCommand... subcommands) {
    return new ExternalCommand(path, List.of(), description, List.of(), List.of(subcommands));
  }

  ExternalCommand withAlias(String alias) {
    return new ExternalCommand(path, List.of(alias), description, options, subcommands);
  }

  public String name() {
    return path.substring(path.lastIndexOf(' ') + 1);
  }

  /** Returns the specification of this command without those below it. */
  public CommandSpec spec() {
    Runnable action =
        () -> {
          throw new IllegalStateException(
              "'" + path + "' is not part of this program; start it with ./provisioner " + path);
        };
    CommandSpec spec = CommandSpec.wrapWithoutInspection(action).name(name());
    spec.addMixin("help", CommandSpec.forAnnotatedObject(new HelpOption()));
    spec.usageMessage()
        .description(description)
        .footer("", "All options are listed by: ./provisioner " + path + " --help");
    for (String option : options) {
      boolean hasValue = option.endsWith("=");
      spec.addOption(
          OptionSpec.builder(hasValue ? option.substring(0, option.length() - 1) : option)
              .arity(hasValue ? "1" : "0")
              .type(hasValue ? String.class : boolean.class)
              .build());
    }
    if (subcommands.isEmpty()) {
      spec.addPositional(
          PositionalParamSpec.builder().arity("0..*").type(List.class).hidden(true).build());
    }
    return spec;
  }
}

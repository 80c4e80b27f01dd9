package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.external.ExternalCommand;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command in the tree of commands.
 *
 * <p>picocli inspects a command class when it is added, which takes a few milliseconds for each
 * class. {@link #build} therefore adds only the command that is executed. Its siblings, which only
 * appear in the help, are added as name and description.
 *
 * @param supplier creates the complete command, without those below it
 */
record CommandNode(
    String name,
    List<String> aliases,
    List<String> description,
    Supplier<CommandLine> supplier,
    List<CommandNode> children) {

  /** Returns a node of an annotated class. */
  static CommandNode of(Class<?> type, Supplier<Object> instance, CommandNode... children) {
    Command command = type.getAnnotation(Command.class);
    return new CommandNode(
        command.name(),
        List.of(command.aliases()),
        List.of(command.description()),
        () -> new CommandLine(instance.get()),
        List.of(children));
  }

  /** Returns a node of a command that another program of the product executes. */
  static CommandNode of(ExternalCommand command) {
    return new CommandNode(
        command.name(),
        command.aliases(),
        List.of(command.description()),
        () -> new CommandLine(command.spec()),
        command.subcommands().stream().map(CommandNode::of).toList());
  }

  /** Returns the name and the aliases. */
  List<String> names() {
    return Stream.concat(Stream.of(name), aliases.stream()).toList();
  }

  Optional<CommandNode> child(String childName) {
    return children.stream().filter(child -> child.names().contains(childName)).findFirst();
  }

  /**
   * Creates the command with those below it that the arguments name.
   *
   * @param arguments the arguments after this command's name
   */
  CommandLine build(List<String> arguments) {
    CommandLine command = supplier.get();
    Optional<CommandNode> named =
        arguments.isEmpty() ? Optional.empty() : child(arguments.getFirst());
    if (named.isPresent()) {
      add(command, named.get(), named.get().build(arguments.subList(1, arguments.size())));
    } else {
      children.forEach(child -> add(command, child, new CommandLine(child.summary())));
    }
    return command;
  }

  /** Creates the command with all those below it. */
  CommandLine buildAll() {
    CommandLine command = supplier.get();
    children.forEach(child -> add(command, child, child.buildAll()));
    return command;
  }

  private static void add(CommandLine parent, CommandNode child, CommandLine command) {
    parent.addSubcommand(child.name, command, child.aliases.toArray(String[]::new));
  }

  private CommandSpec summary() {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description.toArray(String[]::new));
    return spec;
  }
}

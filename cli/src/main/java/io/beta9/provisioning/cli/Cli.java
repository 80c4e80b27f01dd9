package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.Sleeper;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.CommandSuggestions;
import io.beta9.provisioning.cli.terminal.Screen;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command line. */
public final class Cli {
  private static final String PROGRAM = "./provisioner";

  private final CommandContext context;

  Cli(CommandContext context) {
    this.context = context;
  }

  /** Returns the command line of a process with this terminal. */
  public static Cli ofProcess(Terminal terminal) {
    return new Cli(new CommandContext(terminal, Sleeper.REAL));
  }

  /** Executes a command and returns its exit code. */
  public int run(String... arguments) {
    CommandNode tree = Commands.tree(context);
    List<String> words = GlobalOptions.afterCommand(tree, helpAsOption(List.of(arguments)));
    Optional<String> error = unknownCommand(tree, words);
    if (error.isPresent()) {
      error.get().lines().forEach(context.terminal().err()::println);
      return ExitCode.WRONG_USE;
    }
    return configured(tree.build(words)).execute(words.toArray(String[]::new));
  }

  /** Returns all commands, for tests and completion. */
  public static CommandLine allCommands(Terminal terminal) {
    return Commands.tree(new CommandContext(terminal, Sleeper.REAL)).buildAll();
  }

  /** Rewrites {@code help COMMAND} to {@code COMMAND --help}. */
  private static List<String> helpAsOption(List<String> words) {
    if (words.isEmpty() || !words.getFirst().equals(HelpCommand.NAME)) {
      return words;
    }
    List<String> rewritten = new ArrayList<>(words.subList(1, words.size()));
    if (!rewritten.contains("--help")) {
      rewritten.add("--help");
    }
    return rewritten;
  }

  /**
   * Returns the error message if the arguments name an unknown command. picocli would report it
   * only if {@code --help} is not among the arguments.
   */
  private static Optional<String> unknownCommand(CommandNode tree, List<String> words) {
    CommandNode node = tree;
    StringBuilder path = new StringBuilder(PROGRAM);
    for (String word : words) {
      if (node.children().isEmpty() || word.startsWith("-")) {
        return Optional.empty();
      }
      Optional<CommandNode> child = node.child(word);
      if (child.isEmpty()) {
        List<String> names = node.children().stream().flatMap(c -> c.names().stream()).toList();
        String prefix = path.substring(PROGRAM.length()).strip();
        return Optional.of(
            "error: unknown command '"
                + (prefix.isEmpty() ? "" : prefix + " ")
                + word
                + "'"
                + CommandSuggestions.closest(word, names)
                    .map(name -> "\nDid you mean: " + path + " " + name)
                    .orElse("")
                + "\n"
                + path
                + " --help lists the commands.");
      }
      node = child.get();
      path.append(' ').append(node.name());
    }
    return Optional.empty();
  }

  private CommandLine configured(CommandLine root) {
    Terminal terminal = context.terminal();
    boolean colour = Screen.allowsColour(terminal.environment()) && terminal.liveOut();
    return root.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(CommandLine.Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new CommandErrorHandler());
  }
}

package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.metaconfig.text.Suggestions;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Executes a command line, and rejects a subcommand that does not exist. picocli would print the
 * help of its parent if {@code --help} follows.
 */
public final class CommandExecution {
  private CommandExecution() {}

  /** Executes the command that the arguments name, and returns its exit code. */
  public static int execute(CommandLine root, String... arguments) {
    Optional<String> error = unknownCommand(root, List.of(arguments));
    if (error.isEmpty()) {
      return root.execute(arguments);
    }
    error.get().lines().forEach(root.getErr()::println);
    root.getErr().flush();
    return ExitCode.WRONG_USE;
  }

  private static Optional<String> unknownCommand(CommandLine root, List<String> words) {
    CommandLine command = root;
    for (String word : words) {
      if (command.getSubcommands().isEmpty() || word.startsWith("-")) {
        return Optional.empty();
      }
      CommandLine named = command.getSubcommands().get(word);
      if (named == null) {
        return Optional.of(message(command, word));
      }
      command = named;
    }
    return Optional.empty();
  }

  private static String message(CommandLine parent, String word) {
    String path = parent.getCommandSpec().qualifiedName();
    int space = path.indexOf(' ');
    String prefix = space < 0 ? "" : path.substring(space + 1) + " ";
    return "error: unknown command '%s%s'\n%s./%s --help lists the commands."
        .formatted(
            prefix,
            word,
            Suggestions.nearest(word, parent.getSubcommands().keySet())
                .map(name -> "Did you mean: ./" + path + " " + name + "\n")
                .orElse(""),
            path);
  }
}

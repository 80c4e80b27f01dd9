package io.beta9.provisioning.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The options that every command over the API has. They may also precede the command or stand
 * between its words: {@code --tenant acme env list} is {@code env list --tenant acme}.
 */
final class GlobalOptions {
  private static final Set<String> NAMES = Set.of("--tenant", "--profile");

  private GlobalOptions() {}

  /** Returns the arguments with the global options among the words of the command behind it. */
  static List<String> afterCommand(CommandNode tree, List<String> arguments) {
    List<String> command = new ArrayList<>();
    List<String> options = new ArrayList<>();
    CommandNode node = tree;
    int next = 0;
    while (next < arguments.size() && !node.children().isEmpty()) {
      String word = arguments.get(next);
      if (NAMES.contains(word) && next + 1 < arguments.size()) {
        options.addAll(arguments.subList(next, next + 2));
        next += 2;
        continue;
      }
      if (NAMES.stream().anyMatch(name -> word.startsWith(name + "="))) {
        options.add(word);
        next++;
        continue;
      }
      Optional<CommandNode> child = node.child(word);
      if (child.isEmpty()) {
        break;
      }
      node = child.get();
      command.add(word);
      next++;
    }
    List<String> ordered = new ArrayList<>(command);
    ordered.addAll(options);
    ordered.addAll(arguments.subList(next, arguments.size()));
    return ordered;
  }
}

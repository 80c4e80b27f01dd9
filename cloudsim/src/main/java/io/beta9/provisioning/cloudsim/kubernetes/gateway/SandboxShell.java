package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Executes the few commands of a container that are simulated: {@code echo}, {@code cat}, {@code
 * printenv} and {@code nvidia-smi}, and lists of them in {@code sh -c}.
 */
final class SandboxShell {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final int NOT_FOUND = 127;

  private final Map<String, String> variables;
  private final Map<String, Map<String, String>> mounts;
  private final int gpus;
  private final StringBuilder stdout = new StringBuilder();
  private final StringBuilder stderr = new StringBuilder();

  /**
   * @param mounts the files of the mounted volumes, by the directory of the mount
   */
  SandboxShell(Map<String, String> variables, Map<String, Map<String, String>> mounts, int gpus) {
    this.variables = variables;
    this.mounts = mounts;
    this.gpus = gpus;
  }

  /** What a command has written, and its exit code. */
  record Result(int exitCode, String stdout, String stderr) {}

  /** Executes a command that was split into words by spaces, as Beta9 does it. */
  Result execute(String command) {
    List<String> words = words(command);
    boolean shell = words.size() == 3 && words.get(0).equals("sh") && words.get(1).equals("-c");
    int code = shell ? list(words.get(2)) : simple(words, false);
    return new Result(code, stdout.toString(), stderr.toString());
  }

  private int list(String script) {
    for (String command : script.split("&&", -1)) {
      int code = simple(words(command.strip()), true);
      if (code != 0) {
        return code;
      }
    }
    return 0;
  }

  private int simple(List<String> words, boolean redirects) {
    int arrow = redirects ? words.indexOf(">") : -1;
    List<String> arguments = arrow < 0 ? words : words.subList(0, arrow);
    int start = stdout.length();
    int code = program(arguments);
    if (arrow >= 0 && code == 0) {
      String written = stdout.substring(start);
      stdout.setLength(start);
      return write(words.get(arrow + 1), written);
    }
    return code;
  }

  private int program(List<String> words) {
    String name = words.isEmpty() ? "" : words.getFirst();
    List<String> arguments = words.isEmpty() ? List.of() : words.subList(1, words.size());
    return switch (name) {
      case "echo" -> print(String.join(" ", arguments));
      case "printenv" ->
          arguments.size() == 1 && variables.containsKey(arguments.getFirst())
              ? print(variables.get(arguments.getFirst()))
              : 1;
      case "cat" -> cat(arguments);
      case "nvidia-smi" -> gpus > 0 ? print("NVIDIA-SMI 570.00, GPUs: " + gpus) : notFound(name);
      default -> notFound(name);
    };
  }

  private int print(String text) {
    stdout.append(text).append('\n');
    return 0;
  }

  private int notFound(String name) {
    stderr.append(name).append(": not found\n");
    return NOT_FOUND;
  }

  private int cat(List<String> arguments) {
    for (String path : arguments) {
      Optional<String> content =
          mount(path).map(directory -> files(directory).get(file(directory, path)));
      if (content.isEmpty()) {
        stderr.append("cat: ").append(path).append(": No such file or directory\n");
        return 1;
      }
      stdout.append(content.get());
    }
    return 0;
  }

  private int write(String path, String content) {
    Optional<String> directory = mount(path);
    if (directory.isEmpty()) {
      stderr.append("sh: cannot create ").append(path).append(": Directory nonexistent\n");
      return 2;
    }
    files(directory.get()).put(file(directory.get(), path), content);
    return 0;
  }

  private Optional<String> mount(String path) {
    return mounts.keySet().stream().filter(one -> path.startsWith(one + "/")).findFirst();
  }

  private Map<String, String> files(String directory) {
    return Objects.requireNonNull(mounts.get(directory));
  }

  private static String file(String directory, String path) {
    return path.substring(directory.length() + 1);
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher match = WORD.matcher(command);
    while (match.find()) {
      for (int group = 1; group <= 3; group++) {
        if (match.group(group) != null) {
          words.add(match.group(group));
        }
      }
    }
    return words;
  }
}

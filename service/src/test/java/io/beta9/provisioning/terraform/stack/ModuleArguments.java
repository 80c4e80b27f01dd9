package io.beta9.provisioning.terraform.stack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arguments of the resources in formatted HCL, and the attributes of resources that expressions
 * refer to.
 */
final class ModuleArguments {
  /** Arguments of Terraform itself, for all types. */
  private static final Set<String> META =
      Set.of("count", "for_each", "depends_on", "provider", "lifecycle");

  private static final Pattern RESOURCE =
      Pattern.compile("(resource|data) \"([a-z0-9_]+)\" \"[a-z0-9_]+\" \\{");
  private static final Pattern BLOCK = Pattern.compile("(?:dynamic )?\"?([a-z0-9_]+)\"? \\{");
  private static final Pattern ARGUMENT = Pattern.compile("([a-z0-9_]+) += (.*)");
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?<!ephemeral\\.)\\b((?:data\\.)?aws_[a-z0-9_]+)\\.[a-z0-9_]+(?:\\[[^\\]]*])?\\.([a-z0-9_]+)");

  private ModuleArguments() {}

  /** An argument or attribute, with the blocks that it is in. */
  record Argument(String type, String path) {
    @Override
    public String toString() {
      return type + "." + path;
    }
  }

  /** Returns the arguments of all resources and data sources in a file. */
  static List<Argument> of(String hcl) {
    List<Argument> found = new ArrayList<>();
    Deque<String> blocks = new ArrayDeque<>();
    String type = null;
    int depthOfValue = 0;
    for (String line : hcl.lines().map(ModuleArguments::withoutComment).toList()) {
      if (depthOfValue > 0) {
        depthOfValue += depth(line);
        continue;
      }
      Matcher resource = RESOURCE.matcher(line);
      Matcher block = BLOCK.matcher(line);
      Matcher argument = ARGUMENT.matcher(line);
      if (type == null) {
        if (resource.matches()) {
          type = (resource.group(1).equals("data") ? "data." : "") + resource.group(2);
        } else {
          depthOfValue += depth(line);
        }
      } else if (line.equals("}")) {
        if (blocks.isEmpty()) {
          type = null;
        } else {
          blocks.removeLast();
        }
      } else if (block.matches()) {
        blocks.addLast(block.group(1));
        add(found, type, blocks, "");
      } else if (argument.matches()) {
        add(found, type, blocks, argument.group(1));
        depthOfValue = depth(argument.group(2));
      }
    }
    return found;
  }

  /** Returns the attributes of resources that expressions refer to. */
  static Set<String> references(String hcl) {
    Set<String> found = new TreeSet<>();
    hcl.lines()
        .map(ModuleArguments::withoutComment)
        .flatMap(line -> REFERENCE.matcher(line).results())
        .forEach(reference -> found.add(reference.group(1) + "." + reference.group(2)));
    return Collections.unmodifiableSet(found);
  }

  private static void add(List<Argument> found, String type, Deque<String> blocks, String name) {
    List<String> path = new ArrayList<>(blocks);
    if (!name.isEmpty()) {
      path.add(name);
    }
    // The content of a dynamic block is what the block contains.
    path.removeIf("content"::equals);
    boolean ofTerraform =
        META.contains(path.isEmpty() ? "" : path.getFirst())
            || (!path.isEmpty() && META.contains(path.getLast()));
    if (!path.isEmpty() && !ofTerraform) {
      found.add(new Argument(type, String.join(".", path)));
    }
  }

  private static String withoutComment(String line) {
    String stripped = line.strip();
    return stripped.startsWith("#") ? "" : stripped;
  }

  /** Returns how many brackets the line opens and does not close, outside of string literals. */
  private static int depth(String line) {
    String code = line.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "").replaceAll(" # .*", "");
    int depth = 0;
    for (char c : code.toCharArray()) {
      if (c == '{' || c == '[' || c == '(') {
        depth++;
      } else if (c == '}' || c == ']' || c == ')') {
        depth--;
      }
    }
    return depth;
  }
}

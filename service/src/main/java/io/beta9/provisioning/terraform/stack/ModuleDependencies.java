package io.beta9.provisioning.terraform.stack;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dependencies between the resources of the module, without their instances. They are derived
 * from the files of the module: a resource depends on those that its block refers to, also through
 * a local value.
 */
public final class ModuleDependencies {
  private static final Pattern RESOURCE =
      Pattern.compile("(?m)^resource \"(\\w+)\" \"(\\w+)\" \\{\\n([\\s\\S]*?)^}");
  private static final Pattern LOCALS = Pattern.compile("(?m)^locals \\{\\n([\\s\\S]*?)^}");
  private static final Pattern LOCAL =
      Pattern.compile("(?m)^ {2}(\\w+)\\s*=([\\s\\S]*?)(?=^ {2}\\w+\\s*=|\\z)");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*$");

  /** Not {@code data.aws_…}, and no attribute of another resource. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?<![\\w.])(aws_\\w+\\.\\w+|local\\.\\w+)");

  private ModuleDependencies() {}

  /** Parsed once: the class path does not change. */
  private static final class OfModule {
    static final Map<String, Set<String>> DIRECT = parse();
  }

  /** Returns the addresses that each resource refers to, by its address. */
  public static Map<String, Set<String>> direct() {
    return OfModule.DIRECT;
  }

  private static Map<String, Set<String>> parse() {
    Map<String, Set<String>> references = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : ModuleFiles.read().entrySet()) {
      if (file.getKey().endsWith(".tf")) {
        String text = new String(file.getValue(), StandardCharsets.UTF_8);
        read(COMMENT.matcher(text).replaceAll(""), references);
      }
    }
    Map<String, Set<String>> resources = new TreeMap<>();
    references.forEach(
        (name, direct) -> {
          if (!isLocal(name)) {
            Set<String> found = new TreeSet<>();
            resolve(direct, references, found, new HashSet<>());
            found.remove(name);
            resources.put(name, Set.copyOf(found));
          }
        });
    return Collections.unmodifiableMap(resources);
  }

  private static void read(String text, Map<String, Set<String>> references) {
    Matcher resources = RESOURCE.matcher(text);
    while (resources.find()) {
      references.put(resources.group(1) + "." + resources.group(2), references(resources.group(3)));
    }
    Matcher blocks = LOCALS.matcher(text);
    while (blocks.find()) {
      Matcher locals = LOCAL.matcher(blocks.group(1));
      while (locals.find()) {
        references.put("local." + locals.group(1), references(locals.group(2)));
      }
    }
  }

  private static Set<String> references(String text) {
    Set<String> found = new TreeSet<>();
    REFERENCE.matcher(text).results().forEach(match -> found.add(match.group(1)));
    return found;
  }

  /** Adds the resources among the names; local values stand for what they refer to. */
  private static void resolve(
      Set<String> names,
      Map<String, Set<String>> references,
      Set<String> found,
      Set<String> seenLocals) {
    for (String name : names) {
      Set<String> behind = references.get(name);
      if (behind == null) {
        continue;
      }
      if (!isLocal(name)) {
        found.add(name);
      } else if (seenLocals.add(name)) {
        resolve(behind, references, found, seenLocals);
      }
    }
  }

  private static boolean isLocal(String name) {
    return name.startsWith("local.");
  }
}

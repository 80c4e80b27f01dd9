package io.beta9.provisioning.api.description;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Javadoc of the sources, as text for the description of the API. */
final class DocComments {
  private static final List<Path> ROOTS =
      List.of(Path.of("src/main/java"), Path.of("../api-model/src/main/java"));
  private static final String COMMENT = "/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*";
  private static final String ANNOTATIONS =
      "(?:@[\\w.]+(?:\\((?:[^()\"]|\"[^\"]*\"|\\([^()]*\\))*\\))?\\s*)*";

  private final Map<String, String> sources = new HashMap<>();

  /** Returns the first paragraph about a type. */
  Optional<String> ofType(Class<?> type) {
    return comment(
            type,
            "(?:public |final |static )*(?:record|class|enum|interface) "
                + type.getSimpleName()
                + "\\b")
        .map(DocComments::body);
  }

  /** Returns what the Javadoc says about a component of a record. */
  Optional<String> ofComponent(Class<?> type, String component) {
    return comment(type, "(?:public |static )*record " + type.getSimpleName() + "\\b")
        .flatMap(text -> tag(text, component));
  }

  /** Returns the first paragraph about a method. */
  Optional<String> ofMethod(Class<?> type, String method) {
    return comment(type, "[\\w<>?,. @\\[\\]]+\\s" + method + "\\(").map(DocComments::body);
  }

  private Optional<String> comment(Class<?> type, String declaration) {
    Matcher matcher = Pattern.compile(COMMENT + ANNOTATIONS + declaration).matcher(source(type));
    return matcher.find() ? Optional.of(lines(matcher.group(1))) : Optional.empty();
  }

  private String source(Class<?> type) {
    Class<?> top = type;
    while (top.getEnclosingClass() != null) {
      top = top.getEnclosingClass();
    }
    return sources.computeIfAbsent(top.getName().replace('.', '/') + ".java", DocComments::read);
  }

  private static String read(String file) {
    for (Path root : ROOTS) {
      Path source = root.resolve(file);
      if (Files.exists(source)) {
        try {
          return Files.readString(source);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return "";
  }

  private static String lines(String comment) {
    return comment.replaceAll("(?m)^\\s*\\* ?", "").strip();
  }

  private static String body(String comment) {
    return plain(comment.split("\n\\s*\n|(?m)^@", 2)[0]);
  }

  private static Optional<String> tag(String comment, String name) {
    Matcher matcher =
        Pattern.compile("@param " + name + "\\s+([\\s\\S]*?)(?=\n@|$)").matcher(comment);
    return matcher.find() ? Optional.of(plain(matcher.group(1))) : Optional.empty();
  }

  private static String plain(String text) {
    String joined =
        text.replaceAll("\\{@code ([^}]*)}", "`$1`")
            .replaceAll("\\{@link [^}]*?([\\w]+)}", "$1")
            .replaceAll("\\{@value [^}]*}", "")
            .replaceAll("<[^>]*>", "")
            .replaceAll("\\s+", " ")
            .strip();
    return joined.isEmpty()
        ? joined
        : Character.toUpperCase(joined.charAt(0))
            + joined.substring(1)
            + (joined.endsWith(".") ? "" : ".");
  }
}

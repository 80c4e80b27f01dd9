package io.beta9.provisioning.failure.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A sentence with placeholders: {@code {name}} is replaced by a value; {@code [first|second]} is
 * replaced by the first alternative whose placeholders all have values, and by nothing if there is
 * none. Alternatives nest. A command of the CLI is quoted: {@code './provisioner env get {name}'}.
 */
public final class FailureTemplate {
  private static final String UNKNOWN = "unknown";
  private static final String CLI = "./provisioner ";

  private final String text;

  /** Parsed when it is rendered first: most templates never are. */
  private volatile @Nullable List<Part> parts;

  public FailureTemplate(String text) {
    this.text = text;
  }

  /** A piece of a template. */
  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Placeholder(String name) implements Part {}

    record Choice(List<List<Part>> alternatives) implements Part {}

    /** A command without its quotation marks, each of which is {@code mark}. */
    record Command(char mark, List<Part> parts) implements Part {}
  }

  /** Returns the template as it was written. */
  public String text() {
    return text;
  }

  /**
   * Returns the text with its placeholders replaced.
   *
   * @param values returns the value of a placeholder, empty if it has none
   */
  public String render(Function<String, Optional<String>> values) {
    StringBuilder out = new StringBuilder();
    renderAll(parsed(), values, new Output(out, new ArrayList<>()));
    return out.toString();
  }

  /**
   * Returns the commands of the CLI in the text, in order, with their placeholders replaced. A
   * value that looks like a command is none.
   */
  public List<String> commands(Function<String, Optional<String>> values) {
    List<String> commands = new ArrayList<>();
    renderAll(parsed(), values, new Output(new StringBuilder(), commands));
    return List.copyOf(commands);
  }

  private List<Part> parsed() {
    List<Part> parsed = parts;
    if (parsed == null) {
      parsed = new Parser(text).sequence(0, text.length());
      parts = parsed;
    }
    return parsed;
  }

  /** The text and the commands that have been rendered. */
  private record Output(StringBuilder text, List<String> commands) {
    /** Ends the command whose opening quotation mark is at {@code start}. */
    void endCommand(int start, char mark) {
      commands.add(text.substring(start + 1));
      text.append(mark);
    }
  }

  private static void renderAll(
      List<Part> parts, Function<String, Optional<String>> values, Output out) {
    for (Part part : parts) {
      if (part instanceof Part.Command(char mark, List<Part> command)) {
        int start = out.text.length();
        out.text.append(mark);
        renderAll(command, values, out);
        out.endCommand(start, mark);
      } else if (!append(part, values, out)) {
        out.text.append(UNKNOWN);
      }
    }
  }

  /** Appends a part; returns false, and appends nothing, if it is a placeholder without a value. */
  private static boolean append(Part part, Function<String, Optional<String>> values, Output out) {
    return switch (part) {
      case Part.Literal(String literal) -> {
        out.text.append(literal);
        yield true;
      }
      case Part.Placeholder(String name) -> {
        Optional<String> value = values.apply(name);
        value.ifPresent(out.text::append);
        yield value.isPresent();
      }
      case Part.Choice(List<List<Part>> alternatives) -> {
        for (List<Part> alternative : alternatives) {
          if (appendAll(alternative, values, out)) {
            break;
          }
        }
        yield true;
      }
      case Part.Command(char mark, List<Part> command) -> {
        int start = out.text.length();
        out.text.append(mark);
        boolean complete = appendAll(command, values, out);
        if (complete) {
          out.endCommand(start, mark);
        } else {
          out.text.setLength(start);
        }
        yield complete;
      }
    };
  }

  /** Appends all parts, or nothing and returns false if one of them lacks a value. */
  private static boolean appendAll(
      List<Part> parts, Function<String, Optional<String>> values, Output out) {
    int start = out.text.length();
    int commands = out.commands.size();
    for (Part part : parts) {
      if (!append(part, values, out)) {
        out.text.setLength(start);
        out.commands.subList(commands, out.commands.size()).clear();
        return false;
      }
    }
    return true;
  }

  /** Returns the text for documents: {@code <name>} instead of {@code {name}}. */
  public String documented() {
    return text.replace('{', '<').replace('}', '>');
  }

  /** Returns the names of all placeholders. */
  public List<String> placeholders() {
    List<String> names = new ArrayList<>();
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
      names.add(text.substring(open + 1, text.indexOf('}', open)));
    }
    return names;
  }

  /** Recursive descent over the text. */
  private record Parser(String text) {

    List<Part> sequence(int from, int to) {
      List<Part> parts = new ArrayList<>();
      int literal = from;
      int i = from;
      while (i < to) {
        char c = text.charAt(i);
        boolean command = (c == '\'' || c == '`') && text.startsWith(CLI, i + 1);
        if (c != '{' && c != '[' && !command) {
          i++;
          continue;
        }
        if (literal < i) {
          parts.add(new Part.Literal(text.substring(literal, i)));
        }
        int close =
            switch (c) {
              case '{' -> text.indexOf('}', i);
              case '[' -> closing(i);
              default -> text.indexOf(c, i + 1);
            };
        parts.add(
            switch (c) {
              case '{' -> new Part.Placeholder(text.substring(i + 1, close));
              case '[' -> new Part.Choice(alternatives(i + 1, close));
              default -> new Part.Command(c, sequence(i + 1, close));
            });
        i = close + 1;
        literal = i;
      }
      if (literal < to) {
        parts.add(new Part.Literal(text.substring(literal, to)));
      }
      return List.copyOf(parts);
    }

    private List<List<Part>> alternatives(int from, int to) {
      List<List<Part>> alternatives = new ArrayList<>();
      for (int start = from; start <= to; ) {
        int end = bar(start, to);
        alternatives.add(sequence(start, end));
        start = end + 1;
      }
      return alternatives;
    }

    private int bar(int from, int to) {
      int nested = 0;
      for (int i = from; i < to; i++) {
        char c = text.charAt(i);
        if (c == '[') {
          nested++;
        } else if (c == ']') {
          nested--;
        } else if (c == '|' && nested == 0) {
          return i;
        }
      }
      return to;
    }

    private int closing(int open) {
      int nested = 0;
      for (int i = open; i < text.length(); i++) {
        if (text.charAt(i) == '[') {
          nested++;
        } else if (text.charAt(i) == ']' && --nested == 0) {
          return i;
        }
      }
      throw new IllegalStateException("unbalanced template: " + text);
    }
  }
}

package io.beta9.provisioning.failure.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A sentence with placeholders: {@code {name}} is replaced by a value; {@code [first|second]} is
 * replaced by the first alternative whose placeholders all have values, and by nothing if there is
 * none. Alternatives nest.
 */
public record FailureTemplate(String text) {

  /**
   * Returns the text with its placeholders replaced.
   *
   * @param values returns the value of a placeholder, empty if it has none
   */
  public String render(Function<String, Optional<String>> values) {
    return new Parser(text, values).sequence(0, text.length()).orElse("");
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

  /** Recursive descent over the text; a missing value is an error of an alternative only. */
  private static final class Parser {
    private final String text;
    private final Function<String, Optional<String>> values;
    private int depth;

    Parser(String text, Function<String, Optional<String>> values) {
      this.text = text;
      this.values = values;
    }

    /** Returns the rendered range, empty if it is within an alternative and lacks a value. */
    Optional<String> sequence(int from, int to) {
      StringBuilder out = new StringBuilder();
      for (int i = from; i < to; i++) {
        char c = text.charAt(i);
        if (c == '{') {
          int close = text.indexOf('}', i);
          Optional<String> value = values.apply(text.substring(i + 1, close));
          if (value.isEmpty() && depth > 0) {
            return Optional.empty();
          }
          out.append(value.orElse("unknown"));
          i = close;
        } else if (c == '[') {
          int close = closing(i);
          out.append(alternatives(i + 1, close));
          i = close;
        } else {
          out.append(c);
        }
      }
      return Optional.of(out.toString());
    }

    private String alternatives(int from, int to) {
      depth++;
      try {
        int start = from;
        while (start <= to) {
          int end = bar(start, to);
          Optional<String> rendered = sequence(start, end);
          if (rendered.isPresent()) {
            return rendered.get();
          }
          start = end + 1;
        }
        return "";
      } finally {
        depth--;
      }
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

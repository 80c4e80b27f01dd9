package io.beta9.provisioning.metaconfig.text;

import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How messages speak of what stands in a meta-config. */
public final class ValueWords {
  private static final int LONGEST_SHOWN = 80;

  private ValueWords() {}

  /** A customer's text, in quotes, without what would break a line or a terminal. */
  public static String quoted(String text) {
    return "'" + shortened(text) + "'";
  }

  /** No longer than a message bears, and without control characters. */
  public static String shortened(String text) {
    String shown =
        text.codePoints()
            .limit(LONGEST_SHOWN)
            .map(c -> Character.isISOControl(c) ? '?' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return shown.length() < text.length() ? shown + "…" : shown;
  }

  /** What a value is, for {@code must be text, is the number 3}. */
  public static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "a mapping";
      case ARRAY -> "a list";
      case STRING -> "the text " + quoted(node.stringValue());
      case NUMBER -> "the number " + shortened(node.numberValue().toString());
      case BOOLEAN -> "the word " + node.booleanValue();
      default -> "nothing";
    };
  }

  /** {@code a, b, c}. */
  public static String list(Collection<String> words) {
    return String.join(", ", words);
  }

  /** {@code a, b or c}. */
  public static String anyOf(Collection<String> words) {
    List<String> list = List.copyOf(words);
    if (list.size() < 2) {
      return String.join("", list);
    }
    return String.join(", ", list.subList(0, list.size() - 1)) + " or " + list.getLast();
  }
}

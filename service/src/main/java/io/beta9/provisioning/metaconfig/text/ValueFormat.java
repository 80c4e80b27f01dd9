package io.beta9.provisioning.metaconfig.text;

import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Formats values of a meta-config for messages. */
public final class ValueFormat {
  private static final int MAX_LENGTH = 80;

  private ValueFormat() {}

  /** Returns the text in quotes, abbreviated and without control characters. */
  public static String quoted(String text) {
    return "'" + abbreviated(text) + "'";
  }

  /** Returns the text, cut to {@value #MAX_LENGTH} code points and without control characters. */
  public static String abbreviated(String text) {
    String shown =
        text.codePoints()
            .limit(MAX_LENGTH)
            .map(c -> Character.isISOControl(c) ? '?' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return shown.length() < text.length() ? shown + "…" : shown;
  }

  /** Returns the type and value of a node, as in {@code must be text, not the number 3}. */
  public static String described(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "a mapping";
      case ARRAY -> "a list";
      case STRING -> "the text " + quoted(node.stringValue());
      case NUMBER -> "the number " + abbreviated(node.numberValue().toString());
      case BOOLEAN -> "the boolean " + node.booleanValue();
      default -> "null";
    };
  }

  /** Returns the texts as {@code a, b, c}. */
  public static String list(Collection<String> texts) {
    return String.join(", ", texts);
  }

  /** Returns the texts as {@code a, b or c}. */
  public static String anyOf(Collection<String> texts) {
    List<String> list = List.copyOf(texts);
    if (list.size() < 2) {
      return String.join("", list);
    }
    return String.join(", ", list.subList(0, list.size() - 1)) + " or " + list.getLast();
  }
}

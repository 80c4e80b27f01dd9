package io.beta9.provisioning.console.html;

import io.beta9.provisioning.format.PrintableText;
import java.util.Arrays;
import java.util.List;

/**
 * A piece of a page. There is no way to create one from markup in a string: text is escaped, and
 * its control characters and changes of direction are made visible.
 */
public sealed interface Html permits Element, Html.EscapedText, Html.Pieces {
  /** Returns nothing. */
  static Html none() {
    return new Pieces(List.of());
  }

  /** Appends the markup. */
  void appendTo(StringBuilder out);

  /** Returns this text, as text. */
  static Html text(String text) {
    return new EscapedText(text);
  }

  /** Returns the pieces one after the other. */
  static Html all(Html... pieces) {
    return new Pieces(Arrays.asList(pieces));
  }

  /** Returns the pieces one after the other. */
  static Html all(List<? extends Html> pieces) {
    return new Pieces(List.copyOf(pieces));
  }

  /** Returns the piece if the condition holds. */
  static Html when(boolean condition, Html piece) {
    return condition ? piece : none();
  }

  /** Returns the markup. */
  default String markup() {
    StringBuilder out = new StringBuilder();
    appendTo(out);
    return out.toString();
  }

  /** Text between tags. */
  record EscapedText(String value) implements Html {
    @Override
    public void appendTo(StringBuilder out) {
      escape(PrintableText.ofLines(value), out);
    }

    static void escape(String value, StringBuilder out) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        switch (c) {
          case '&' -> out.append("&amp;");
          case '<' -> out.append("&lt;");
          case '>' -> out.append("&gt;");
          case '"' -> out.append("&quot;");
          case '\'' -> out.append("&#39;");
          default -> out.append(c);
        }
      }
    }
  }

  /** Pieces one after the other. */
  record Pieces(List<? extends Html> pieces) implements Html {
    public Pieces {
      pieces = List.copyOf(pieces);
    }

    @Override
    public void appendTo(StringBuilder out) {
      pieces.forEach(piece -> piece.appendTo(out));
    }
  }
}

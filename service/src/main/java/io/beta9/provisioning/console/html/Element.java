package io.beta9.provisioning.console.html;

import io.beta9.provisioning.format.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An element with its attributes and content; immutable. Attributes that the content security
 * policy forbids, scripts and styles, are rejected, and so are addresses of other schemes than
 * HTTPS.
 */
public final class Element implements Html {
  private static final Set<String> VOID =
      Set.of("br", "hr", "input", "meta", "link", "img", "col", "wbr");
  private static final Set<String> ADDRESSES = Set.of("href", "src", "action", "formaction");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9:-]*");
  private static final Pattern SAFE_ADDRESS = Pattern.compile("(/(?!/)|#|\\?|https://).*");

  private final String tag;
  private final List<Attribute> attributes;
  private final List<Html> content;

  private record Attribute(String name, String value) {}

  private Element(String tag, List<Attribute> attributes, List<Html> content) {
    this.tag = tag;
    this.attributes = attributes;
    this.content = content;
  }

  /** Returns an empty element. */
  public static Element of(String tag) {
    if (!NAME.matcher(tag).matches() || tag.equalsIgnoreCase("style")) {
      throw new IllegalArgumentException("'" + tag + "' is not an element of a page");
    }
    return new Element(tag, List.of(), List.of());
  }

  /**
   * Returns the element with one more attribute.
   *
   * @throws IllegalArgumentException if the attribute could execute or style something
   */
  public Element with(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches() || lower.startsWith("on") || lower.equals("style")) {
      throw new IllegalArgumentException("the attribute '" + name + "' is not allowed");
    }
    if (ADDRESSES.contains(lower) && !SAFE_ADDRESS.matcher(value).matches()) {
      throw new IllegalArgumentException("'" + value + "' is not an address of this service");
    }
    List<Attribute> more = new ArrayList<>(attributes);
    more.add(new Attribute(name, value));
    return new Element(tag, more, content);
  }

  /** Returns the element with one more attribute without a value, if the condition holds. */
  public Element flag(String name, boolean condition) {
    return condition ? with(name, "") : this;
  }

  /** Returns the element with this class. */
  public Element css(String names) {
    return with("class", names);
  }

  /** Returns the element with more content. */
  public Element add(Html... pieces) {
    return add(Arrays.asList(pieces));
  }

  /** Returns the element with more content. */
  public Element add(List<? extends Html> pieces) {
    if (VOID.contains(tag)) {
      throw new IllegalArgumentException(tag + " has no content");
    }
    List<Html> more = new ArrayList<>(content);
    more.addAll(pieces);
    return new Element(tag, attributes, more);
  }

  /** Returns the element with more text. */
  public Element text(String text) {
    return add(Html.text(text));
  }

  /** Returns whether it has this class. */
  boolean hasClass(String name) {
    return attributes.stream()
        .filter(attribute -> attribute.name().equals("class"))
        .anyMatch(attribute -> List.of(attribute.value().split(" ")).contains(name));
  }

  /** Returns the elements of its content. */
  List<Element> children() {
    return content.stream().filter(Element.class::isInstance).map(Element.class::cast).toList();
  }

  /** Returns the element with this content instead of its own. */
  Element containing(List<Element> pieces) {
    return new Element(tag, attributes, List.copyOf(pieces));
  }

  /** Returns whether it is a cell of a table. */
  boolean isCell() {
    return tag.equals("td") || tag.equals("th");
  }

  @Override
  public void appendTo(StringBuilder out) {
    out.append('<').append(tag);
    for (Attribute attribute : attributes) {
      out.append(' ').append(attribute.name());
      if (!attribute.value().isEmpty()) {
        out.append("=\"");
        Html.EscapedText.escape(PrintableText.ofLines(attribute.value()), out);
        out.append('"');
      }
    }
    out.append('>');
    if (!VOID.contains(tag)) {
      content.forEach(piece -> piece.appendTo(out));
      out.append("</").append(tag).append('>');
    }
  }
}

package io.beta9.provisioning.console.html;

import java.util.ArrayList;
import java.util.List;

/** The elements that pages use most. */
public final class Tags {
  private static final String NUMBER = "number";

  private Tags() {}

  public static Element div(String css, Html... content) {
    return Element.of("div").css(css).add(content);
  }

  public static Element div(String css, List<? extends Html> content) {
    return Element.of("div").css(css).add(content);
  }

  public static Element span(String css, String text) {
    Element span = Element.of("span");
    return (css.isEmpty() ? span : span.css(css)).text(text);
  }

  public static Element p(String css, String text) {
    return Element.of("p").css(css).text(text);
  }

  public static Element h1(String text) {
    return Element.of("h1").text(text);
  }

  public static Element h2(String text) {
    return Element.of("h2").text(text);
  }

  public static Element h3(String text) {
    return Element.of("h3").text(text);
  }

  public static Element link(String address, String text) {
    return Element.of("a").with("href", address).text(text);
  }

  public static Element code(String text) {
    return Element.of("code").text(text);
  }

  /** Returns a titled part of a page. */
  public static Element card(String title, Html... content) {
    return Element.of("section").css("card").add(h2(title)).add(content);
  }

  /**
   * Returns a table with these headings. On narrow screens each row is a block, in which a cell
   * follows its heading; the roles remain those of a table. A table of numbers scrolls instead.
   */
  public static Element table(String caption, List<String> headings, List<Element> rows) {
    List<Element> first = rows.isEmpty() ? List.of() : rows.getFirst().children();
    boolean numeric =
        2 * first.stream().filter(cell -> cell.hasClass(NUMBER)).count() > headings.size();
    Element head = withRole("tr", "row", numeric);
    for (int i = 0; i < headings.size(); i++) {
      Element heading = withRole("th", "columnheader", numeric).with("scope", "col");
      boolean number = i < first.size() && first.get(i).hasClass(NUMBER);
      head = head.add((number ? heading.css(NUMBER) : heading).text(headings.get(i)));
    }
    return Element.of("div")
        .css(numeric ? "table-scroll" : "table-scroll stacking")
        .with("tabindex", "0")
        .with("role", "region")
        .with("aria-label", caption)
        .add(
            withRole("table", "table", numeric)
                .add(Element.of("caption").css("visually-hidden").text(caption))
                .add(withRole("thead", "rowgroup", numeric).add(head))
                .add(
                    withRole("tbody", "rowgroup", numeric)
                        .add(
                            numeric
                                ? rows
                                : rows.stream().map(row -> stacking(row, headings)).toList())));
  }

  /** Blocks have no role of their own; a table that remains one needs none. */
  private static Element withRole(String tag, String role, boolean numeric) {
    Element element = Element.of(tag);
    return numeric ? element : element.with("role", role);
  }

  private static Element stacking(Element row, List<String> headings) {
    List<Element> cells = new ArrayList<>();
    for (Element cell : row.children()) {
      String heading = cells.size() < headings.size() ? headings.get(cells.size()) : "";
      cells.add(cell.with("role", "cell").with("data-label", heading));
    }
    return row.containing(cells).with("role", "row");
  }

  public static Element row(Html... cells) {
    Element row = Element.of("tr");
    for (Html cell : cells) {
      row = row.add(cell instanceof Element element && element.isCell() ? cell : td("", cell));
    }
    return row;
  }

  public static Element td(String css, Html... content) {
    Element cell = Element.of("td");
    return (css.isEmpty() ? cell : cell.css(css)).add(content);
  }

  public static Element number(String text) {
    return Element.of("td").css(NUMBER).text(text);
  }

  /** Returns a list of terms with their values. */
  public static Element facts(List<Fact> facts) {
    Element list = Element.of("dl").css("facts");
    for (Fact fact : facts) {
      list =
          list.add(
              Element.of("div")
                  .add(Element.of("dt").text(fact.term()))
                  .add(Element.of("dd").add(fact.value())));
    }
    return list;
  }

  /** A term and its value. */
  public record Fact(String term, Html value) {
    public Fact(String term, String value) {
      this(term, Html.text(value));
    }
  }

  /** Returns a text input with its label. */
  public static Element field(String label, Element control, Html... below) {
    return Element.of("label").css("field").add(span("field-label", label)).add(control).add(below);
  }

  public static Element input(String name, String type, String value) {
    return Element.of("input").with("type", type).with("name", name).with("value", value);
  }

  public static Element hidden(String name, String value) {
    return input(name, "hidden", value);
  }

  public static Element select(String name, List<Choice> choices, String selected) {
    Element select = Element.of("select").with("name", name);
    for (Choice choice : choices) {
      select =
          select.add(
              Element.of("option")
                  .with("value", choice.value())
                  .flag("selected", choice.value().equals(selected))
                  .text(choice.label()));
    }
    return select;
  }

  /** An option of a selection. */
  public record Choice(String value, String label) {}

  public static Element button(String css, String text) {
    return Element.of("button").with("type", "submit").css(css).text(text);
  }
}

package io.beta9.provisioning.console.page;

import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.console.html.Element;
import java.util.Locale;

/** A number with its meaning. */
public final class Tile {
  private Tile() {}

  public static Element number(String title, long value, String about) {
    return text(title, String.format(Locale.ROOT, "%,d", value), about);
  }

  public static Element text(String title, String value, String about) {
    return Element.of("section")
        .css("tile number-tile")
        .add(h2(title), p("big-number", value), p("muted", about));
  }
}

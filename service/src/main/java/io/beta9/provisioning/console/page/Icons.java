package io.beta9.provisioning.console.page;

import io.beta9.provisioning.console.html.Element;

/** The pictures of the console, as SVG that takes the colour of the text. */
public final class Icons {
  private Icons() {}

  static Element logo() {
    return svg("0 0 24 24")
        .css("logo")
        .add(
            path("M12 2 3 7v10l9 5 9-5V7Z").with("fill", "currentColor").with("opacity", "0.25"),
            path("M12 2 3 7l9 5 9-5Z").with("fill", "currentColor"),
            path("M12 12v10l9-5V7Z").with("fill", "currentColor").with("opacity", "0.6"));
  }

  /** Returns an empty picture with this view box, which assistive technology ignores. */
  public static Element svg(String viewBox) {
    return Element.of("svg")
        .with("viewBox", viewBox)
        .with("aria-hidden", "true")
        .with("focusable", "false");
  }

  static Element path(String d) {
    return Element.of("path").with("d", d);
  }
}

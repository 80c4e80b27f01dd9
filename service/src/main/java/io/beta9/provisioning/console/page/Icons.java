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

  /** Returns the picture of an entry of the navigation. */
  static Element of(Section section) {
    return svg("0 0 24 24")
        .css("nav-icon")
        .add(
            path(
                switch (section) {
                  case ENVIRONMENTS -> "M4 5h16v6H4ZM4 13h16v6H4ZM7.5 8h.01M7.5 16h.01";
                  case NEW_ENVIRONMENT -> "M12 5v14M5 12h14";
                  case OPERATIONS -> "M3 12h4l3-7 4 14 3-7h4";
                  case REPORTS -> "M5 20v-8M12 20V4M19 20v-5";
                  case AUDIT -> "M6 4h12v16H6ZM9.5 9h5M9.5 12.5h5M9.5 16h3";
                  case WEBHOOKS -> "M4 12h13M12 6l6 6-6 6M21 5v14";
                  case ACCESS -> "M6 11h12v9H6ZM9 11V8a3 3 0 0 1 6 0v3";
                }));
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

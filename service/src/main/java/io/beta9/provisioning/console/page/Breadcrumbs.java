package io.beta9.provisioning.console.page;

import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;
import java.util.List;

/** The way back from a page to those above it. */
public final class Breadcrumbs {
  private Breadcrumbs() {}

  /** A page above this one. */
  public record Crumb(String address, String title) {}

  /** Returns the pages above, from the outermost, and the title of this one. */
  public static Element of(List<Crumb> above, String current) {
    Element nav = Element.of("nav").css("breadcrumbs").with("aria-label", "Breadcrumbs");
    for (Crumb crumb : above) {
      nav = nav.add(link(crumb.address(), crumb.title()), span("separator", "/"));
    }
    return nav.add(span("current", current));
  }
}

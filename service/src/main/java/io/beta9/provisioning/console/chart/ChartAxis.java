package io.beta9.provisioning.console.chart;

import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;

/** The first and the last time of a chart, below it. */
public final class ChartAxis {
  private ChartAxis() {}

  public static Element of(String first, String last) {
    return Element.of("p").css("axis").add(span("", first), span("", last));
  }
}

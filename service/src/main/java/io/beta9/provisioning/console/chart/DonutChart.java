package io.beta9.provisioning.console.chart;

import io.beta9.provisioning.console.html.Element;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Parts of a whole as a ring, with the total in its middle. */
public final class DonutChart {
  /** With this radius, the circumference is 100. */
  private static final String RADIUS = "15.9155";

  private static final String CENTRE = "21";
  private static final double QUARTER = 25;
  private static final double WHOLE = 100;

  private DonutChart() {}

  /** Returns the chart. */
  public static Element of(String label, List<ChartSlice> slices) {
    double total = slices.stream().mapToDouble(ChartSlice::value).sum();
    Element svg =
        Element.of("svg")
            .css("donut")
            .with("viewBox", "0 0 42 42")
            .with("role", "img")
            .with(
                "aria-label",
                label
                    + ": "
                    + slices.stream()
                        .map(slice -> count(slice.value()) + " " + slice.label())
                        .collect(Collectors.joining(", ")))
            .add(ring("track", WHOLE, 0));
    double before = 0;
    for (ChartSlice slice : slices) {
      if (slice.value() > 0) {
        double share = WHOLE * slice.value() / total;
        svg = svg.add(ring("stroke-" + slice.tone(), share, before));
        before += share;
      }
    }
    return svg.add(
        Element.of("text")
            .css("donut-total")
            .with("x", CENTRE)
            .with("y", "22.5")
            .with("text-anchor", "middle")
            .text(count(total)));
  }

  private static Element ring(String css, double share, double before) {
    return Element.of("circle")
        .css(css)
        .with("cx", CENTRE)
        .with("cy", CENTRE)
        .with("r", RADIUS)
        .with("fill", "none")
        .with("stroke-width", "4.5")
        .with("stroke-dasharray", String.format(Locale.ROOT, "%.2f %.2f", share, WHOLE - share))
        .with("stroke-dashoffset", String.format(Locale.ROOT, "%.2f", QUARTER - before));
  }

  private static String count(double value) {
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }
}

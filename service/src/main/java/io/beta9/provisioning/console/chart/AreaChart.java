package io.beta9.provisioning.console.chart;

import io.beta9.provisioning.console.html.Element;
import java.util.List;
import java.util.Locale;

/** One value over time as a filled line. */
public final class AreaChart {
  private static final double HEIGHT = 60;
  private static final double WIDTH = 300;

  private AreaChart() {}

  /**
   * Returns the chart.
   *
   * @param label what it shows, for people who do not see it
   * @param values at equal intervals, the oldest first
   */
  public static Element of(String label, List<Double> values, String tone) {
    double highest = Math.max(1, values.stream().mapToDouble(Double::doubleValue).max().orElse(1));
    double step = WIDTH / Math.max(1, values.size() - 1);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      line.append(i == 0 ? 'M' : 'L')
          .append(number(i * step))
          .append(' ')
          .append(number(HEIGHT - (HEIGHT - 2) * values.get(i) / highest));
    }
    Element svg =
        Element.of("svg")
            .css("bars")
            .with("viewBox", "0 0 " + number(WIDTH) + " " + number(HEIGHT + 1))
            .with("preserveAspectRatio", "none")
            .with("role", "img")
            .with("aria-label", label)
            .add(
                Element.of("rect")
                    .css("track")
                    .with("x", "0")
                    .with("y", number(HEIGHT))
                    .with("width", number(WIDTH))
                    .with("height", "1"));
    if (values.isEmpty()) {
      return svg;
    }
    return svg.add(
        Element.of("path")
            .css("fill-" + tone)
            .with("opacity", "0.18")
            .with("d", line + "V" + number(HEIGHT) + "H0Z"),
        Element.of("path")
            .css("chart-line stroke-" + tone)
            .with("vector-effect", "non-scaling-stroke")
            .with("d", line.toString()));
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}

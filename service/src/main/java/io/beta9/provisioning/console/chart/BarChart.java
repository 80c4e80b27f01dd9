package io.beta9.provisioning.console.chart;

import io.beta9.provisioning.console.html.Element;
import java.util.List;
import java.util.Locale;

/** Stacked bars over time. */
public final class BarChart {
  private static final double HEIGHT = 60;
  private static final double STEP = 10;
  private static final double WIDTH = 7;

  /** Fewer bars leave space before them, so that they are not wide. */
  private static final int MIN_BARS = 8;

  private BarChart() {}

  /** One bar, from the bottom to the top. */
  public record Bar(String label, List<ChartSlice> slices) {
    public Bar {
      slices = List.copyOf(slices);
    }

    double total() {
      return slices.stream().mapToDouble(ChartSlice::value).sum();
    }
  }

  /** Returns the chart. The title of each bar contains its values. */
  public static Element of(String label, List<Bar> bars) {
    double highest = Math.max(1, bars.stream().mapToDouble(Bar::total).max().orElse(1));
    double width = Math.max(bars.size(), MIN_BARS) * STEP;
    double before = width - bars.size() * STEP;
    Element svg =
        Element.of("svg")
            .css("bars")
            .with("viewBox", "0 0 " + number(width) + " " + number(HEIGHT + 1))
            .with("preserveAspectRatio", "none")
            .with("role", "img")
            .with("aria-label", label)
            .add(rectangle("track", 0, HEIGHT, width, 1));
    for (int i = 0; i < bars.size(); i++) {
      Element group = Element.of("g").add(Element.of("title").text(bars.get(i).label()));
      double top = HEIGHT;
      for (ChartSlice slice : bars.get(i).slices()) {
        double height = HEIGHT * slice.value() / highest;
        top -= height;
        if (height > 0) {
          group =
              group.add(
                  rectangle("fill-" + slice.tone(), before + i * STEP + 1.5, top, WIDTH, height));
        }
      }
      svg = svg.add(group);
    }
    return svg;
  }

  private static Element rectangle(String css, double x, double y, double width, double height) {
    return Element.of("rect")
        .css(css)
        .with("x", number(x))
        .with("y", number(y))
        .with("width", number(width))
        .with("height", number(height));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}

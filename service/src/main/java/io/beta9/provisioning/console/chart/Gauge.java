package io.beta9.provisioning.console.chart;

import io.beta9.provisioning.console.html.Element;
import java.util.Locale;

/** A value on a scale, as a half ring. */
public final class Gauge {
  /** The length of the half ring with the radius 40. */
  private static final double LENGTH = Math.PI * 40;

  private Gauge() {}

  /**
   * Returns the gauge.
   *
   * @param share the filled part, from 0 to 1
   * @param value the value as text, in the middle
   */
  public static Element of(String label, double share, String value, String tone) {
    return Element.of("svg")
        .css("gauge")
        .with("viewBox", "0 0 100 58")
        .with("role", "img")
        .with("aria-label", label + ": " + value)
        .add(
            arc("track", 1),
            arc("stroke-" + tone, Math.clamp(share, 0, 1)),
            Element.of("text")
                .css("gauge-value")
                .with("x", "50")
                .with("y", "50")
                .with("text-anchor", "middle")
                .text(value));
  }

  private static Element arc(String css, double share) {
    return Element.of("path")
        .css(css)
        .with("d", "M10 50a40 40 0 0 1 80 0")
        .with("fill", "none")
        .with("stroke-width", "9")
        .with("stroke-dasharray", String.format(Locale.ROOT, "%.2f %.2f", LENGTH * share, LENGTH));
  }
}

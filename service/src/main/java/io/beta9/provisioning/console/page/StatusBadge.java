package io.beta9.provisioning.console.page;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;

/** A status or state as a coloured label. Its text carries the meaning, its colour repeats it. */
public final class StatusBadge {
  private StatusBadge() {}

  /** Returns the label of a status or state, by its code. */
  public static Element of(String code) {
    return Tags.span("badge badge-" + tone(code), words(code));
  }

  /** Returns the words of a code: {@code destroy_queued} is "destroy queued". */
  public static String words(String code) {
    return code.replace('_', ' ').replace('-', ' ');
  }

  /** Returns the meaning of the colour of a code: good, bad, busy, waiting or none. */
  public static String tone(String code) {
    return switch (code) {
      case "ready",
          "succeeded",
          "verified",
          "done",
          "closed",
          "fresh",
          "created",
          "enabled",
          "delivered" ->
          "good";
      case "failed", "open", "dead", "suspended", "refused", "error", "given-up" -> "bad";
      case "provisioning", "bootstrapping", "running", "started", "half_open", "destroying" ->
          "busy";
      case "queued", "destroy_queued", "waiting", "pending", "draining", "planned" -> "waiting";
      default -> "none";
    };
  }

  /** Returns a bar of progress with its description. */
  public static Html progress(String label, int done, int total) {
    return total <= 0
        ? Html.none()
        : Element.of("progress")
            .with("max", Integer.toString(total))
            .with("value", Integer.toString(Math.min(done, total)))
            .with("aria-label", label)
            .text(done + " of " + total);
  }
}

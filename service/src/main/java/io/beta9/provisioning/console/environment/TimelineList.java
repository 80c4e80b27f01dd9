package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.timeline.Event;
import io.beta9.provisioning.timeline.LogLine;
import java.util.List;

/** Events and log lines. */
final class TimelineList {
  private TimelineList() {}

  /** Returns entries of the list of events. */
  static Html events(List<Event> events) {
    return Html.all(
        events.stream()
            .map(
                event ->
                    Element.of("li")
                        .css("event event-" + tone(event.kind()))
                        .add(
                            Times.clock(event.at()),
                            span("event-kind", StatusBadge.words(event.kind())),
                            span("event-text", event.message())))
            .toList());
  }

  private static String tone(String kind) {
    return switch (kind) {
      case "failed", "worker-died", "account-suspended" -> "bad";
      case "succeeded", "recovered", "region-available", "account-restored" -> "good";
      case "retrying",
          "taken-over",
          "waiting-for-region",
          "host-problem",
          "cancelled",
          "resource-delayed",
          "waiting" ->
          "waiting";
      default -> "none";
    };
  }

  /** Returns lines of the log, each with its number as its id. */
  static Html lines(List<LogLine> lines) {
    return Html.all(lines.stream().map(line -> line(line).with("id", "l" + line.seq())).toList());
  }

  /** Returns lines of the log that are on the page a second time. */
  static Html repeatedLines(List<LogLine> lines) {
    return Html.all(lines.stream().map(TimelineList::line).toList());
  }

  private static Element line(LogLine line) {
    return Element.of("div")
        .css("line")
        .add(
            Times.clock(line.at()), span("line-step", line.step()), span("line-text", line.text()));
  }
}

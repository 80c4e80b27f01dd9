package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.chart.AreaChart;
import io.beta9.provisioning.console.chart.ChartAxis;
import io.beta9.provisioning.console.chart.FailureClassChart;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.report.OperationOutcomes.OutcomeDay;
import io.beta9.provisioning.report.OperationTrends.Trends;
import io.beta9.provisioning.report.QueueHistory.QueueLength;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Queue and failures over time: as charts, and day by day in a table. */
final class TrendTiles {
  private TrendTiles() {}

  /**
   * Returns the tiles.
   *
   * @param at when the trends were read
   */
  static Html of(Trends trends, Instant at, Instant now) {
    List<OutcomeDay> days = trends.days();
    return Html.all(tiles(days, trends.queue()), asOf(at, now));
  }

  private static Element asOf(Instant at, Instant now) {
    return Element.of("p")
        .css("hint as-of")
        .add(Html.text("Operations, queue and failures as of "), Times.ago(at, now));
  }

  private static Element tiles(List<OutcomeDay> days, List<QueueLength> queue) {
    return div(
        "trends",
        tile("Queue length", queue(queue), ChartAxis.of(days.getFirst().day().toString(), "now")),
        tile(
            "Failures by class",
            FailureClassChart.of(days),
            ChartAxis.of(days.getFirst().day().toString(), "today")));
  }

  /** Returns the same, day by day in a table. */
  static Element dayByDay(Trends trends) {
    return Element.of("details")
        .css("card disclosure")
        .add(
            Element.of("summary").text("Queue and operations, day by day"),
            table(trends.days(), trends.queue()));
  }

  private static Element tile(String title, Html chart, Element axis) {
    return Element.of("section").css("tile trend").add(h2(title), chart, axis);
  }

  private static Html queue(List<QueueLength> queue) {
    int now = queue.getLast().waiting();
    int highest = queue.stream().mapToInt(QueueLength::waiting).max().orElse(0);
    return div(
        "chart-with-legend",
        AreaChart.of(
            "Operations that waited for a worker, hour by hour: now "
                + now
                + ", at most "
                + highest,
            queue.stream().map(each -> (double) each.waiting()).toList(),
            "waiting"),
        Element.of("p")
            .css("trend-values")
            .add(
                Element.of("strong").text(String.valueOf(now)),
                span("muted", "now"),
                Element.of("strong").text(String.valueOf(highest)),
                span("muted", "at most")));
  }

  private static Html table(List<OutcomeDay> days, List<QueueLength> queue) {
    Map<LocalDate, Integer> longest = new HashMap<>();
    for (QueueLength each : queue) {
      longest.merge(LocalDate.ofInstant(each.at(), ZoneOffset.UTC), each.waiting(), Math::max);
    }
    List<String> classes = FailureClassChart.classes(days);
    List<String> headings = new ArrayList<>(List.of("Day", "Longest queue", "Succeeded", "Failed"));
    headings.addAll(classes);
    return classes.isEmpty()
            && queue.stream().allMatch(each -> each.waiting() == 0)
            && days.stream().allMatch(day -> day.succeeded() == 0)
        ? p("muted", "No operation in " + days.size() + " days.")
        : Tags.table(
            "Queue and operations, day by day",
            headings,
            days.reversed().stream()
                .map(
                    day -> {
                      List<Html> cells =
                          new ArrayList<>(
                              List.of(
                                  Tags.td("nowrap", Html.text(day.day().toString())),
                                  Tags.number(String.valueOf(longest.getOrDefault(day.day(), 0))),
                                  Tags.number(String.valueOf(day.succeeded())),
                                  Tags.number(String.valueOf(day.failures()))));
                      classes.forEach(
                          name ->
                              cells.add(
                                  Tags.number(String.valueOf(day.failed().getOrDefault(name, 0)))));
                      return Tags.row(cells.toArray(Html[]::new));
                    })
                .toList());
  }
}

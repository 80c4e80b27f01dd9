package io.beta9.provisioning.console.report;

import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.apimodel.report.CapacityReport;
import io.beta9.provisioning.apimodel.report.CapacityReport.Week;
import io.beta9.provisioning.console.chart.BarChart;
import io.beta9.provisioning.console.chart.ChartAxis;
import io.beta9.provisioning.console.chart.ChartSlice;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.format.DurationFormat;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Operations, waiting times and load by week. */
final class CapacityCard {
  private static final double MEBIBYTE = 1024.0 * 1024;

  private CapacityCard() {}

  static Html of(CapacityReport report) {
    List<Week> weeks = report.weeks();
    return Html.all(
        div(
            "tiles quarters",
            chart(
                "Operations",
                weeks,
                week ->
                    List.of(
                        new ChartSlice("failed", week.failed(), "bad"),
                        new ChartSlice("succeeded", week.succeeded(), "good")),
                week -> week.succeeded() + " succeeded, " + week.failed() + " failed"),
            chart(
                "Time to ready (95 %)",
                weeks,
                week -> List.of(new ChartSlice("seconds", week.p95SecondsToReady(), "busy")),
                week -> seconds(week.p95SecondsToReady())),
            chart(
                "Wait for a worker (95 %)",
                weeks,
                week -> List.of(new ChartSlice("seconds", week.p95WaitSeconds(), "waiting")),
                week -> seconds(week.p95WaitSeconds())),
            chart(
                "Longest queue",
                weeks,
                week -> List.of(new ChartSlice("operations", week.highestBacklog(), "waiting")),
                week -> week.highestBacklog() + " operations")),
        card(
            "Recommendations",
            report.recommendations().isEmpty()
                ? p("muted", "None: the installation is large enough.")
                : Element.of("ul")
                    .css("stack-list")
                    .add(
                        report.recommendations().stream()
                            .map(text -> Element.of("li").text(text))
                            .toList())),
        card(
            "Weeks",
            weeks.isEmpty()
                ? p("muted", "No operation has ended yet.")
                : Tags.table(
                    "Weeks",
                    List.of(
                        "Week from",
                        "Succeeded",
                        "Failed",
                        "Success rate",
                        "Time to ready",
                        "Requests per minute",
                        "Database growth"),
                    weeks.reversed().stream().map(CapacityCard::row).toList())));
  }

  private static Element chart(
      String title,
      List<Week> weeks,
      Function<Week, List<ChartSlice>> slices,
      Function<Week, String> label) {
    String last = weeks.isEmpty() ? "–" : label.apply(weeks.getLast());
    return Element.of("section")
        .css("tile")
        .add(
            h2(title),
            BarChart.of(
                title + " by week",
                weeks.stream()
                    .map(
                        week ->
                            new BarChart.Bar(
                                day(week) + ": " + label.apply(week), slices.apply(week)))
                    .toList()),
            ChartAxis.of(weeks.isEmpty() ? "" : day(weeks.getFirst()).toString(), "this week"),
            p("muted", last));
  }

  private static LocalDate day(Week week) {
    return LocalDate.ofInstant(week.from(), ZoneOffset.UTC);
  }

  private static String seconds(double seconds) {
    return seconds == 0 ? "–" : DurationFormat.words(Duration.ofSeconds(Math.round(seconds)));
  }

  private static Element row(Week week) {
    return Tags.row(
        Tags.td("nowrap", Html.text(day(week).toString())),
        Tags.number(String.valueOf(week.succeeded())),
        Tags.number(String.valueOf(week.failed())),
        Tags.number(
            week.succeeded() + week.failed() == 0
                ? "–"
                : String.format(Locale.ROOT, "%.0f %%", 100 * week.successRate())),
        Tags.number(seconds(week.averageSecondsToReady())),
        Tags.number(String.format(Locale.ROOT, "%.1f", week.requestsPerMinute())),
        Tags.number(String.format(Locale.ROOT, "%.1f MiB", week.databaseGrowthBytes() / MEBIBYTE)));
  }
}

package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.chart.BarChart;
import io.beta9.provisioning.console.chart.ChartSlice;
import io.beta9.provisioning.console.chart.DonutChart;
import io.beta9.provisioning.console.chart.Gauge;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.report.OperationOutcomes.OutcomeDay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The numbers above the list of environments. */
final class OverviewSummary {
  /** A full gauge: provisioning rarely takes longer. */
  private static final Duration LONG_PROVISIONING = Duration.ofMinutes(60);

  private static final double GOOD_RATE = 0.95;

  private OverviewSummary() {}

  static Html of(boolean mayCreate, Map<EnvironmentStatus, Integer> counts, List<OutcomeDay> days) {
    return Html.all(
        div(
            "page-head",
            h1("Environments"),
            Html.when(
                mayCreate,
                Element.of("a")
                    .css("button primary")
                    .with("href", Section.NEW_ENVIRONMENT.path())
                    .text("New environment"))),
        div("tiles", statuses(counts), success(days), timeToReady(days), outcomes(days)));
  }

  private static Element tile(String css, String title, Html... content) {
    return Element.of("section").css("tile " + css).add(h2(title)).add(content);
  }

  private static Element statuses(Map<EnvironmentStatus, Integer> counts) {
    List<ChartSlice> slices = new ArrayList<>();
    Element legend = Element.of("ul").css("legend");
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      int number = counts.getOrDefault(status, 0);
      if (status == EnvironmentStatus.DESTROYED || number == 0) {
        continue;
      }
      String tone = StatusBadge.tone(status.code());
      slices.add(new ChartSlice(StatusBadge.words(status.code()), number, tone));
      legend =
          legend.add(
              Element.of("li")
                  .add(
                      Element.of("a")
                          .with("href", ConsolePaths.ROOT + "?status=" + status.code())
                          .add(
                              span("dot fill-" + tone, ""),
                              span("", StatusBadge.words(status.code())),
                              Element.of("strong").text(String.valueOf(number)))));
    }
    return tile(
        "tile-wide",
        "By status",
        div(
            "donut-row",
            DonutChart.of("Environments by status", slices),
            slices.isEmpty() ? p("muted", "No environment exists yet.") : legend));
  }

  private static Element success(List<OutcomeDay> days) {
    int succeeded = days.stream().mapToInt(OutcomeDay::succeeded).sum();
    int failed = days.stream().mapToInt(OutcomeDay::failures).sum();
    int ended = succeeded + failed;
    double rate = ended == 0 ? 0 : (double) succeeded / ended;
    return tile(
        "gauge-tile",
        "Success rate",
        Gauge.of(
            "Success rate",
            rate,
            ended == 0 ? "–" : Math.floorDiv((int) (rate * 1000), 10) + " %",
            rate >= GOOD_RATE ? "good" : "bad"),
        p("muted", ended == 0 ? "no operation in 14 days" : succeeded + " of " + ended));
  }

  private static Element timeToReady(List<OutcomeDay> days) {
    int ready = days.stream().mapToInt(OutcomeDay::becameReady).sum();
    double seconds = days.stream().mapToDouble(OutcomeDay::secondsToReady).sum();
    Duration mean = Duration.ofSeconds(ready == 0 ? 0 : Math.round(seconds / ready));
    return tile(
        "gauge-tile",
        "Time to ready",
        Gauge.of(
            "Average time to ready",
            (double) mean.toSeconds() / LONG_PROVISIONING.toSeconds(),
            ready == 0 ? "–" : DurationFormat.words(mean),
            "busy"),
        p("muted", ready == 0 ? "none became ready" : "average of " + ready));
  }

  private static Element outcomes(List<OutcomeDay> days) {
    int succeeded = days.stream().mapToInt(OutcomeDay::succeeded).sum();
    int failed = days.stream().mapToInt(OutcomeDay::failures).sum();
    return tile(
        "tile-wide",
        "Operations per day",
        BarChart.of(
            "Operations per day: succeeded and failed",
            days.stream()
                .map(
                    day ->
                        new BarChart.Bar(
                            day.day()
                                + ": "
                                + day.succeeded()
                                + " succeeded, "
                                + day.failures()
                                + " failed",
                            List.of(
                                new ChartSlice("failed", day.failures(), "bad"),
                                new ChartSlice("succeeded", day.succeeded(), "good"))))
                .toList()),
        p("muted", succeeded + " succeeded and " + failed + " failed in 14 days"));
  }
}

package io.beta9.provisioning.console.report;

import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.apimodel.report.HealthReport;
import io.beta9.provisioning.console.chart.AreaChart;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.page.Tile;
import io.beta9.provisioning.report.CapacitySamples.LoadSample;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The health of the API process and its database. */
final class HealthCard {
  private static final double MEBIBYTE = 1024.0 * 1024;

  private HealthCard() {}

  /**
   * Returns the report.
   *
   * @param load of the last day, the oldest first
   */
  static Html of(HealthReport report, List<LoadSample> load) {
    HealthReport.Pool pool = report.pool();
    return Html.all(
        div(
            "numbers",
            Tile.text(
                "Connections in use",
                pool.active() + " of " + pool.size(),
                pool.waiting() + " requests wait for one"),
            Tile.text(
                "Connections of the database",
                report.databaseConnections() + " of " + report.databaseMaxConnections(),
                "of all processes"),
            Tile.text(
                "Read replica",
                report.replica() == null ? "none" : report.replica().state(),
                report.replica() == null || report.replica().lagSeconds() == null
                    ? "reads use the primary"
                    : String.format(
                        Locale.ROOT, "at most %.1f s behind", report.replica().lagSeconds()))),
        load.isEmpty() ? Html.none() : load(load),
        card(
            "Findings",
            report.findings().isEmpty()
                ? p("message message-good", "No problem found.")
                : Element.of("ul")
                    .css("stack-list")
                    .add(
                        report.findings().stream()
                            .map(text -> Element.of("li").css("message message-bad").text(text))
                            .toList())),
        card(
            "Routes, the slowest first",
            report.routes().isEmpty()
                ? p("muted", "No request was counted yet.")
                : Tags.table(
                    "Routes",
                    List.of("Route", "Requests", "50 %", "95 %", "99 %"),
                    report.routes().stream().limit(25).map(HealthCard::route).toList())),
        card(
            "Slow statements",
            report.slowQueries().isEmpty()
                ? p("muted", "None, or the extension pg_stat_statements is not installed.")
                : Tags.table(
                    "Slow statements",
                    List.of("Statement", "Calls", "Mean"),
                    report.slowQueries().stream()
                        .map(
                            query ->
                                Tags.row(
                                    Tags.td("text-cell", code(query.query())),
                                    Tags.number(String.valueOf(query.calls())),
                                    Tags.number(milliseconds(query.meanMs()))))
                        .toList())));
  }

  private static Html load(List<LoadSample> samples) {
    LoadSample now = samples.getLast();
    return div(
        "tiles thirds",
        chart(
            "Requests per minute",
            samples,
            LoadSample::requestsPerMinute,
            String.format(Locale.ROOT, "%.0f", now.requestsPerMinute())),
        chart("Queue", samples, LoadSample::queueLength, now.queueLength() + " operations"),
        chart(
            "Database",
            samples,
            LoadSample::databaseBytes,
            String.format(Locale.ROOT, "%,.0f MiB", now.databaseBytes() / MEBIBYTE)));
  }

  private static Element chart(
      String title, List<LoadSample> samples, ToDoubleFunction<LoadSample> value, String latest) {
    return Element.of("section")
        .css("tile")
        .add(
            h2(title),
            AreaChart.of(
                title + " in the last day, at the end " + latest,
                samples.stream().map(each -> value.applyAsDouble(each)).toList(),
                "busy"),
            p("muted", "last day, now " + latest));
  }

  private static Element route(HealthReport.Route route) {
    return Tags.row(
        Tags.td("text-cell", code(route.method() + " " + route.route())),
        Tags.number(String.valueOf(route.count())),
        Tags.number(milliseconds(route.p50Ms())),
        Tags.number(milliseconds(route.p95Ms())),
        Tags.number(milliseconds(route.p99Ms())));
  }

  private static String milliseconds(double value) {
    return String.format(Locale.ROOT, "%.0f ms", value);
  }
}

package io.beta9.provisioning.console.report;

import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.apimodel.report.FailureReport;
import io.beta9.provisioning.console.chart.ChartAxis;
import io.beta9.provisioning.console.chart.FailureClassChart;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Tile;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.report.OperationOutcomes.OutcomeDay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Failed operations by cause. */
final class FailureReportCard {
  private static final int MAX_NAMED = 5;

  private FailureReportCard() {}

  /**
   * Returns the report.
   *
   * @param days the outcomes of the period, and of at least a week
   */
  static Html of(FailureReport report, List<OutcomeDay> days, Duration period, Instant now) {
    long ended = report.failed() + report.succeeded();
    return Html.all(
        div(
            "numbers",
            Tile.number("Failed", report.failed(), "in " + period.toDays() + " days"),
            Tile.number("Succeeded", report.succeeded(), "in " + period.toDays() + " days"),
            Tile.text(
                "Success rate",
                ended == 0 ? "–" : 100 * report.succeeded() / ended + " %",
                "of " + ended + " operations")),
        report.oneCause() == null ? Html.none() : p("message message-bad", report.oneCause()),
        card(
            "Failures by class, the last " + days.size() + " days",
            div("report-chart", FailureClassChart.of(days)),
            ChartAxis.of(days.getFirst().day().toString(), "today")),
        card(
            "Failures by cause",
            periods(period),
            report.groups().isEmpty()
                ? p("muted", "No operation failed in this period.")
                : Tags.table(
                    "Failures by cause",
                    List.of("Cause", "Region", "Count", "Last", "Latest message", "Environments"),
                    report.groups().stream().map(group -> row(group, now)).toList())));
  }

  private static Element periods(Duration current) {
    Element nav = Element.of("nav").css("tabs").with("aria-label", "Period");
    for (int days : new int[] {1, 7, 30}) {
      Element tab =
          Element.of("a")
              .css("tab")
              .with("href", Section.REPORTS.path() + "?report=failures&days=" + days)
              .text(days == 1 ? "1 day" : days + " days");
      nav = nav.add(current.toDays() == days ? tab.with("aria-current", "page") : tab);
    }
    return nav;
  }

  private static Element row(FailureReport.Group group, Instant now) {
    Element environments = Element.of("ul").css("stack-list");
    List<String> ids = group.environments();
    for (String id : ids.subList(0, Math.min(ids.size(), MAX_NAMED))) {
      environments =
          environments.add(Element.of("li").add(link("/console/environments/" + id, id)));
    }
    if (ids.size() > MAX_NAMED) {
      environments = environments.add(Element.of("li").text((ids.size() - MAX_NAMED) + " more"));
    }
    return Tags.row(
        Tags.td(
            "name-cell",
            span("strong", StatusBadge.words(group.code())),
            span("id", group.failureClass())),
        Tags.td("nowrap", Html.text(group.region())),
        Tags.number(String.valueOf(group.count())),
        Tags.td("nowrap", Times.ago(group.lastSeen(), now)),
        Tags.td("text-cell", Html.text(group.example())),
        Tags.td("nowrap", environments));
  }
}

package io.beta9.provisioning.console.report;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h1;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.apimodel.report.CapacityReport;
import io.beta9.provisioning.apimodel.report.FailureReport;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.report.CapacitySamples;
import io.beta9.provisioning.report.FailureReports;
import io.beta9.provisioning.report.HealthReports;
import io.beta9.provisioning.report.OperationOutcomes;
import io.beta9.provisioning.report.OperationOutcomes.OutcomeDay;
import io.beta9.provisioning.report.RecentResults;
import io.beta9.provisioning.report.RecentResults.DatedResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The three reports of the runbook: failures, capacity and health. */
@Controller
@RequestMapping("/console/reports")
public class ReportsResource {
  private static final Duration CAPACITY_PERIOD = Duration.ofDays(56);
  private static final Duration LOAD_PERIOD = Duration.ofDays(1);
  private static final int MIN_DAYS_OF_CHART = 7;

  private final PageFrame frame;
  private final Reports reports;
  private final Clock clock;

  public ReportsResource(PageFrame frame, Reports reports, Clock clock) {
    this.frame = frame;
    this.reports = reports;
    this.clock = clock;
  }

  /** What the page reads. */
  public record Reports(
      RecentResults<Duration, FailuresOfPeriod> failures,
      RecentResults<Duration, CapacityReport> capacity,
      HealthReports health,
      CapacitySamples samples) {}

  /** The failures of a period by cause, and its days, of which there are at least seven. */
  public record FailuresOfPeriod(FailureReport report, List<OutcomeDay> days) {
    public FailuresOfPeriod {
      days = List.copyOf(days);
    }

    /** Reads the failures. */
    public static FailuresOfPeriod read(
        FailureReports failures, OperationOutcomes outcomes, Duration period, Instant now) {
      return new FailuresOfPeriod(
          failures.since(now.minus(period)),
          outcomes.days(
              null,
              LocalDate.ofInstant(now, ZoneOffset.UTC),
              Math.max(MIN_DAYS_OF_CHART, (int) period.toDays())));
    }
  }

  @Authorize(value = Permission.INSTALLATION_READ, on = Authorize.Subject.INSTALLATION)
  @GetMapping
  ResponseEntity<byte[]> reports(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestParam(defaultValue = "failures") String report,
      @RequestParam(defaultValue = "7") int days) {
    Instant now = clock.instant();
    Duration period = Duration.ofDays(Math.clamp(days, 1, 90));
    Html content =
        switch (report) {
          case "capacity" -> {
            DatedResult<CapacityReport> recent = reports.capacity().get(CAPACITY_PERIOD);
            yield Html.all(CapacityCard.of(recent.value()), asOf(recent.at(), now));
          }
          case "health" ->
              HealthCard.of(
                  reports.health().now(), reports.samples().since(now.minus(LOAD_PERIOD)));
          default -> {
            DatedResult<FailuresOfPeriod> recent = reports.failures().get(period);
            yield Html.all(
                FailureReportCard.of(recent.value().report(), recent.value().days(), period, now),
                asOf(recent.at(), now));
          }
        };
    return frame.page(
        user, Section.REPORTS, "Reports", div("page-head", h1("Reports")), tabs(report), content);
  }

  private static Element asOf(Instant at, Instant now) {
    return Element.of("p").css("hint as-of").add(Html.text("As of "), Times.ago(at, now));
  }

  private static Element tabs(String current) {
    Element nav = Element.of("nav").css("tabs").with("aria-label", "Reports");
    for (String name : List.of("failures", "capacity", "health")) {
      Element tab =
          Element.of("a")
              .css("tab")
              .with("href", Section.REPORTS.path() + "?report=" + name)
              .text(Character.toUpperCase(name.charAt(0)) + name.substring(1));
      nav = nav.add(name.equals(current) ? tab.with("aria-current", "page") : tab);
    }
    return nav;
  }
}

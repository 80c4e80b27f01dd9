package io.beta9.provisioning.console.operations;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Tile;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.operation.history.OperationHistoryRepository.RecentAdoption;
import io.beta9.provisioning.operation.history.OperationHistoryRepository.TakenOverOperation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The page of the queue, the workers and the regions. */
final class OperationsPage {
  private final SignedIn user;
  private final Instant now;

  OperationsPage(SignedIn user, Instant now) {
    this.user = user;
    this.now = now;
  }

  Html html(
      QueueReport report,
      List<RegionCircuitView> regions,
      List<TakenOverOperation> takenOver,
      List<RecentAdoption> adoptions) {
    int running = report.workers().stream().mapToInt(worker -> worker.operations().size()).sum();
    return Html.all(
        div("page-head", h1("Operations")),
        div(
            "numbers",
            Tile.number("Ready to claim", report.length(), waiting(report)),
            Tile.number("Running", running, report.workers().size() + " workers"),
            Tile.number("Delayed", report.delayed(), "until their next attempt"),
            Tile.number("Held", report.held(), "by the circuit of a region"),
            Tile.number("Limited", report.limited(), "by the limit of a tenant")),
        Html.when(
            report.advice().recommendsChange(),
            p(
                "message",
                "Recommended: "
                    + report.advice().workers()
                    + " workers instead of "
                    + report.advice().now()
                    + ", "
                    + report.advice().reason()
                    + ".")),
        card("Workers", workers(report.workers())),
        div(
            "columns even",
            card("Queue by tenant", counts("Tenant", report.byTenant())),
            card("Queue by kind", counts("Kind", report.byKind()))),
        card("Regions", regions(regions)),
        card("Takeovers of the last two days", takeovers(takenOver)),
        card("Adoptions of the last two days", adoptions(adoptions)));
  }

  private static String waiting(QueueReport report) {
    return report.length() == 0
        ? "nothing waits"
        : "the oldest for " + DurationFormat.words(Duration.ofSeconds(report.oldestWaitSeconds()));
  }

  private Html workers(List<QueueReport.WorkerLine> workers) {
    if (workers.isEmpty()) {
      return p("muted", "No worker is running. Operations wait until one starts.");
    }
    return Tags.table(
        "Workers",
        List.of("Worker", "State", "Work", "Memory", "Last heartbeat", "Started", "Action"),
        workers.stream().map(this::worker).toList());
  }

  private Element worker(QueueReport.WorkerLine worker) {
    Element work = Element.of("ul").css("stack-list");
    for (QueueReport.RunningOperation operation : worker.operations()) {
      work =
          work.add(
              Element.of("li")
                  .add(
                      link(
                          ConsolePaths.ROOT + "/environments/" + operation.environmentId(),
                          operation.environmentName()),
                      span(
                          "id",
                          operation.kind()
                              + (operation.phase() == null ? "" : ", " + operation.phase())
                              + ", "
                              + operation.tenant())));
    }
    for (String problem : worker.problems()) {
      work = work.add(Element.of("li").css("failure-line").text(problem));
    }
    boolean draining = worker.state().equals("draining");
    return Tags.row(
        Tags.td(
            "name-cell",
            span("strong", worker.host()),
            span("id", worker.workerId() + ", " + worker.version())),
        Tags.td("", StatusBadge.of(worker.state())),
        Tags.td(
            "work-cell",
            span("muted", worker.operations().size() + " of " + worker.concurrency()),
            work),
        Tags.td("memory-cell", memory(worker)),
        Tags.td(
            "nowrap",
            Html.text(
                DurationFormat.words(Duration.ofSeconds(worker.secondsSinceRenewal())) + " ago")),
        Tags.td("nowrap", Times.ago(worker.startedAt(), now)),
        Tags.td(
            "",
            PageFrame.form(
                user,
                Section.OPERATIONS.path()
                    + "/workers/"
                    + encoded(worker.workerId())
                    + (draining ? "/resume" : "/drain"),
                button("", draining ? "Resume" : "Drain")
                    .with("aria-label", (draining ? "Resume " : "Drain ") + worker.host()))));
  }

  private static Html memory(QueueReport.WorkerLine worker) {
    Long used = worker.memoryUsedBytes();
    Long limit = worker.memoryLimitBytes();
    if (used == null || limit == null || limit == 0) {
      return span("muted", "–");
    }
    String words = gibibytes(used) + " of " + gibibytes(limit) + " GiB";
    return Html.all(
        span("step-line", words),
        Element.of("meter")
            .with("max", String.valueOf(limit))
            .with("high", String.valueOf(limit * 9 / 10))
            .with("value", String.valueOf(Math.min(used, limit)))
            .with("aria-label", "Memory of " + worker.host())
            .text(words));
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", (double) bytes / (1L << 30));
  }

  private static Html counts(String heading, Map<String, Long> counts) {
    return counts.isEmpty()
        ? p("muted", "Nothing waits.")
        : Tags.table(
            heading,
            List.of(heading, "Operations"),
            counts.entrySet().stream()
                .map(
                    entry ->
                        Tags.row(
                            Html.text(entry.getKey()),
                            Tags.number(String.valueOf(entry.getValue()))))
                .toList());
  }

  private Html regions(List<RegionCircuitView> regions) {
    return regions.isEmpty()
        ? p("muted", "No circuit breaker has ever opened: all regions accept operations.")
        : Tags.table(
            "Regions",
            List.of("Region", "State", "Since", "Why", "Waiting", "Action"),
            regions.stream().map(this::region).toList());
  }

  private Element region(RegionCircuitView region) {
    boolean closed = region.state().equals("closed");
    return Tags.row(
        Tags.td("nowrap strong", Html.text(region.region())),
        Tags.td("", StatusBadge.of(region.state())),
        Tags.td("nowrap", Times.ago(region.since(), now)),
        Tags.td("text-cell", Html.text(region.sentence())),
        Tags.number(String.valueOf(region.waiting())),
        Tags.td(
            "",
            Element.of("details")
                .css("action")
                .add(
                    Element.of("summary").css("button").text(closed ? "Open …" : "Close …"),
                    PageFrame.form(
                        user,
                        Section.OPERATIONS.path()
                            + "/regions/"
                            + encoded(region.region())
                            + (closed ? "/open" : "/close"),
                        field(
                            "Reason",
                            input("reason", "text", "")
                                .flag("required", true)
                                .with("maxlength", "500")),
                        button(
                            closed ? "danger" : "primary",
                            closed ? "Stop new operations" : "Accept operations again")))));
  }

  private Html takeovers(List<TakenOverOperation> operations) {
    return operations.isEmpty()
        ? p("muted", "No operation was taken over.")
        : Tags.table(
            "Takeovers",
            List.of("Environment", "Tenant", "Claims", "Worker", "Claimed"),
            operations.stream()
                .map(
                    operation ->
                        Tags.row(
                            Tags.td(
                                "name-cell",
                                link(
                                    ConsolePaths.ROOT
                                        + "/environments/"
                                        + operation.environmentId(),
                                    operation.environmentName()),
                                span("id", operation.id())),
                            Html.text(operation.tenant()),
                            Tags.number(String.valueOf(operation.claims())),
                            Html.text(operation.worker() == null ? "–" : operation.worker()),
                            Tags.td("nowrap", Times.ago(operation.claimedAt(), now))))
                .toList());
  }

  private Html adoptions(List<RecentAdoption> adoptions) {
    return adoptions.isEmpty()
        ? p("muted", "No resource of an interrupted run had to be imported.")
        : Tags.table(
            "Adoptions",
            List.of("Environment", "Tenant", "Resources", "When"),
            adoptions.stream()
                .map(
                    adoption ->
                        Tags.row(
                            Tags.td(
                                "name-cell",
                                link(
                                    ConsolePaths.ROOT + "/environments/" + adoption.environmentId(),
                                    adoption.environmentName()),
                                span(
                                    "id",
                                    Objects.requireNonNullElse(
                                        adoption.operation(), adoption.environmentId()))),
                            Html.text(adoption.tenant()),
                            Tags.number(String.valueOf(adoption.resources())),
                            Tags.td("nowrap", Times.ago(adoption.at(), now))))
                .toList());
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8);
  }
}

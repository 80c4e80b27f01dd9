package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.html.Tags.Fact;
import io.beta9.provisioning.console.page.Breadcrumbs;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.operation.history.PastOperation;
import io.beta9.provisioning.progress.ChangeCounts;
import io.beta9.provisioning.progress.OperationResources;
import io.beta9.provisioning.timeline.Event;
import io.beta9.provisioning.timeline.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The page of one environment. The parts with an id are replaced while it is open. */
final class EnvironmentPage {
  private final SignedIn user;
  private final EnvironmentView environment;
  private final Instant now;

  EnvironmentPage(SignedIn user, EnvironmentView environment, Instant now) {
    this.user = user;
    this.environment = environment;
    this.now = now;
  }

  /**
   * What the page shows beside the environment.
   *
   * @param operations the newest first
   * @param changes what each operation has changed, by its id
   * @param events the newest first
   * @param lines the oldest first
   * @param linesOfFailure of the step that failed, the oldest first
   */
  record Content(
      Html connection,
      OperationResources resources,
      List<PastOperation> operations,
      Map<String, ChangeCounts> changes,
      List<Event> events,
      List<LogLine> lines,
      List<LogLine> linesOfFailure) {}

  Html html(Content content) {
    List<PastOperation> operations = content.operations();
    List<Event> events = content.events();
    List<LogLine> lines = content.lines();
    long lastEvent = events.isEmpty() ? 0 : events.getFirst().seq();
    long lastLine = lines.isEmpty() ? 0 : lines.getLast().seq();
    PastOperation latest = operations.isEmpty() ? null : operations.getFirst();
    return Html.all(
        breadcrumbs(environment.environmentId(), environment.name(), null),
        Element.of("div")
            .with("id", "live")
            .with("data-stream", EnvironmentTable.address(environment.environmentId()) + "/events")
            .with("data-after", lastEvent + "-" + lastLine)
            .add(
                part("summary", summary()),
                part("failure-log", FailureCard.log(content.linesOfFailure())),
                part("resources", ResourcePicture.of(content.resources())),
                div(
                    "columns",
                    div(
                        "column-main",
                        card("Steps", part("steps", StepTimeline.of(latest, now))),
                        card(
                            "Log",
                            div(
                                "card-links",
                                link(
                                    EnvironmentTable.address(environment.environmentId()) + "/logs",
                                    "Search and download")),
                            lines.isEmpty() ? p("muted log-empty", "No line yet.") : Html.none(),
                            EnvironmentPageResource.logBox(
                                    "Log of " + environment.name(), TimelineList.lines(lines))
                                .with("id", "log-lines"))),
                    div(
                        "column-side",
                        part("actions", ActionPanel.of(user, environment)),
                        card(
                            "Outputs",
                            div(
                                "card-links",
                                link(
                                    EnvironmentTable.address(environment.environmentId())
                                        + "/state",
                                    "Resources in the Terraform state")),
                            JsonList.copyable(
                                environment.outputs(),
                                "Available when the infrastructure exists.")),
                        card(
                            "Events",
                            Element.of("ol")
                                .css("events")
                                .with("id", "event-list")
                                .with("tabindex", "0")
                                .with("aria-label", "Events, the newest first")
                                .add(TimelineList.events(events))))),
                content.connection(),
                card("Operations", operations(operations, content.changes())),
                documents()));
  }

  private static Element part(String id, Html content) {
    return Element.of("div").with("id", id).add(content);
  }

  static Element breadcrumbs(
      String id, String name, @org.jspecify.annotations.Nullable String page) {
    Breadcrumbs.Crumb all = new Breadcrumbs.Crumb(ConsolePaths.ROOT, "Environments");
    return page == null
        ? Breadcrumbs.of(List.of(all), name)
        : Breadcrumbs.of(
            List.of(all, new Breadcrumbs.Crumb(EnvironmentTable.address(id), name)), page);
  }

  /** The part that changes while an operation runs. */
  Html summary() {
    return Html.all(
        div(
            "page-head",
            h1(environment.name()),
            StatusBadge.of(environment.status()),
            environment.waiting() == null
                ? Html.none()
                : span("muted", environment.waiting().reason())),
        Tags.facts(
                List.of(
                    new Fact("Id", code(environment.environmentId())),
                    new Fact("Region", environment.cloud().region()),
                    new Fact("Account", environment.cloud().accountId()),
                    new Fact("Owner", environment.createdBy()),
                    new Fact("Created", Times.ago(environment.createdAt(), now)),
                    new Fact("Ready", Times.ago(environment.provisionedAt(), now))))
            .with("data-inline", "true"),
        FailureCard.of(user, environment),
        ProgressCard.of(environment));
  }

  private Html operations(List<PastOperation> operations, Map<String, ChangeCounts> changes) {
    if (operations.isEmpty()) {
      return p("muted", "No operation yet.");
    }
    return Tags.table(
        "Operations",
        List.of(
            "Operation",
            "State",
            "Attempt",
            "Requested by",
            "Requested",
            "Duration",
            "Resources",
            "Result"),
        operations.stream()
            .map(each -> operation(each, changes.getOrDefault(each.id(), ChangeCounts.NONE)))
            .toList());
  }

  private Element operation(PastOperation operation, ChangeCounts changes) {
    Instant end = operation.finishedAt();
    return Tags.row(
        Tags.td("", kind(operation), span("id", operation.id())),
        Tags.td("", StatusBadge.of(operation.state().code())),
        Tags.number(String.valueOf(operation.attempt())),
        Html.text(operation.requestedBy()),
        Tags.td("nowrap", Times.ago(operation.createdAt(), now)),
        Tags.td(
            "nowrap",
            Html.text(
                DurationFormat.format(
                    Duration.between(operation.createdAt(), end == null ? now : end)))),
        Tags.td("nowrap", Html.text(changes.words())),
        Html.text(operation.failure() == null ? "" : operation.failure().what()));
  }

  /** An update has a plan, which remains readable. */
  private Element kind(PastOperation operation) {
    String words = StatusBadge.words(operation.kind().code());
    return switch (operation.kind()) {
      case PLAN, UPDATE ->
          link(
              EnvironmentTable.address(environment.environmentId()) + "/plans/" + operation.id(),
              words);
      default -> span("", words);
    };
  }

  private Html documents() {
    return Html.all(
        document("Infra model", environment.infraModel()),
        document("Meta-config", environment.metaConfig()),
        document("State backend", environment.stateBackendConfig()));
  }

  private static Html document(String title, java.util.Map<String, Object> content) {
    return Element.of("details")
        .css("card disclosure")
        .add(Element.of("summary").text(title), JsonList.indented(content));
  }
}

package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.select;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.apimodel.environment.OperationProgress;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.html.Tags.Choice;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.environment.EnvironmentSearch.SearchOrder;
import io.beta9.provisioning.environment.EnvironmentStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The list of environments with its filters. */
final class EnvironmentTable {
  private final ListFilter filter;
  private final Choices choices;
  private final Instant now;

  EnvironmentTable(ListFilter filter, Choices choices, Instant now) {
    this.filter = filter;
    this.choices = choices;
    this.now = now;
  }

  /** What the filters offer; no tenants for users who see only their own. */
  record Choices(List<String> regions, List<String> tenants) {}

  /** An environment and its owner. */
  record Line(String tenant, EnvironmentSummary environment) {}

  Html html(List<Line> lines, int total) {
    return Html.all(filters(), div("", results(lines, total)).with("id", "results"));
  }

  private Element filters() {
    List<Choice> statuses = new ArrayList<>();
    statuses.add(new Choice("", "All but destroyed"));
    statuses.add(new Choice(ListFilter.ANY, "All"));
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      statuses.add(new Choice(status.code(), StatusBadge.words(status.code())));
    }
    return Element.of("form")
        .css("filters")
        .with("method", "get")
        .with("action", ConsolePaths.ROOT)
        .with("role", "search")
        .with("hx-get", ConsolePaths.ROOT)
        .with("hx-trigger", "input delay:300ms, change, submit")
        .with("hx-target", "#results")
        .with("hx-select", "#results")
        .with("hx-swap", "outerHTML")
        .with("hx-push-url", "true")
        .add(
            field(
                "Search",
                input("q", "search", filter.text()).with("placeholder", "Name, id, owner …")),
            field("Status", select("status", statuses, filter.status())),
            field(
                "Region",
                select("region", choices("All regions", choices.regions()), filter.region())),
            choices.tenants().isEmpty()
                ? Html.none()
                : field(
                    "Tenant",
                    select("tenant", choices("All tenants", choices.tenants()), filter.tenant())),
            field(
                "Order",
                select(
                    "order",
                    List.of(
                        new Choice(ListFilter.code(SearchOrder.ATTENTION), "Attention first"),
                        new Choice(ListFilter.code(SearchOrder.NEWEST), "Newest first"),
                        new Choice(ListFilter.code(SearchOrder.CHANGED), "Changed last first"),
                        new Choice(ListFilter.code(SearchOrder.NAME), "Name"),
                        new Choice(ListFilter.code(SearchOrder.STATUS), "Status"),
                        new Choice(ListFilter.code(SearchOrder.REGION), "Region")),
                    filter.order())),
            button("filter-apply", "Apply"));
  }

  private static List<Choice> choices(String all, List<String> values) {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice("", all));
    values.forEach(value -> choices.add(new Choice(value, value)));
    return choices;
  }

  private Html results(List<Line> lines, int total) {
    if (lines.isEmpty()) {
      return div(
          "empty",
          p("lead", "No environment matches."),
          p("muted", "Change the filters, or create one."));
    }
    List<String> headings =
        new ArrayList<>(List.of("Name", "Status", "Progress", "Region", "Age", "Owner"));
    if (!choices.tenants().isEmpty()) {
      headings.add("Tenant");
    }
    return Html.all(
        Tags.table("Environments", headings, lines.stream().map(this::row).toList()),
        pages(lines.size(), total));
  }

  private Element row(Line line) {
    EnvironmentSummary environment = line.environment();
    List<Html> cells = new ArrayList<>();
    cells.add(
        Tags.td(
            "name-cell",
            link(address(environment.environmentId()), environment.name()).css("row-link"),
            span("id", environment.environmentId())));
    cells.add(Tags.td("", StatusBadge.of(environment.status()), attention(environment)));
    cells.add(Tags.td("progress-cell", progress(environment)));
    cells.add(Tags.td("nowrap", Html.text(environment.cloud().region())));
    cells.add(Tags.td("nowrap", Times.ago(environment.createdAt(), now)));
    cells.add(Tags.td("owner-cell", Html.text(environment.createdBy())));
    if (!choices.tenants().isEmpty()) {
      cells.add(Tags.td("", Html.text(line.tenant())));
    }
    return Tags.row(cells.toArray(Html[]::new));
  }

  static String address(String environmentId) {
    return ConsolePaths.ROOT + "/environments/" + environmentId;
  }

  private static Html attention(EnvironmentSummary environment) {
    return Html.when(environment.stuckSince() != null, span("badge badge-bad", "needs attention"));
  }

  private static Html progress(EnvironmentSummary environment) {
    if (environment.failureCode() != null) {
      return span("failure-line", StatusBadge.words(environment.failureCode()));
    }
    OperationProgress progress = environment.progress();
    if (progress.stepsTotal() == 0) {
      return environment.waiting() == null
          ? Html.none()
          : span("muted", "waits for " + environment.waiting().region());
    }
    return Html.all(
        span("step-line", progress.step() == null ? "" : StatusBadge.words(progress.step())),
        StatusBadge.progress(
            "Steps of " + environment.name(), progress.stepsCompleted(), progress.stepsTotal()));
  }

  private Html pages(int shown, int total) {
    int first = (filter.page() - 1) * ListFilter.PAGE_SIZE + 1;
    return Element.of("nav")
        .css("pages")
        .with("aria-label", "Pages")
        .add(
            span("muted", first + "–" + (first + shown - 1) + " of " + total),
            Html.when(filter.page() > 1, pageLink("Previous", filter.page() - 1)),
            Html.when(first + shown - 1 < total, pageLink("Next", filter.page() + 1)));
  }

  private Element pageLink(String text, int page) {
    return Element.of("a").css("button").with("href", filter.address(page)).text(text);
  }
}

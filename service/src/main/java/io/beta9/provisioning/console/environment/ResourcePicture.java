package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.h3;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.progress.OperationResources;
import io.beta9.provisioning.progress.OperationResources.TrackedResource;
import io.beta9.provisioning.progress.ResourceChange.ChangeState;
import io.beta9.provisioning.resources.catalog.ResourceSubject;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The resources that the operation changes, by subject, while it works or after it failed. */
final class ResourcePicture {

  /** How many resources of a subject are listed above the list of all. */
  private static final int MAX_CURRENT = 10;

  private ResourcePicture() {}

  /** Returns whether the picture of an environment in this status is of interest. */
  static boolean isShownWhile(String status) {
    return EnvironmentStatus.parse(status)
        .map(known -> known.isInProgress() || known == EnvironmentStatus.FAILED)
        .orElse(false);
  }

  static Html of(OperationResources resources) {
    if (resources.resources().isEmpty()) {
      return Html.none();
    }
    Map<ResourceSubject, List<TrackedResource>> subjects = new EnumMap<>(ResourceSubject.class);
    for (TrackedResource resource : resources.resources()) {
      subjects.computeIfAbsent(resource.subject(), key -> new ArrayList<>()).add(resource);
    }
    return Element.of("section")
        .css("card picture")
        .add(
            div("picture-head", h2("Resources"), counts(resources), remaining(resources)),
            div(
                "groups",
                subjects.entrySet().stream()
                    .map(entry -> group(entry.getKey(), entry.getValue()))
                    .toList()),
            resources.resources().stream().anyMatch(TrackedResource::critical)
                ? Element.of("p")
                    .css("hint picture-key")
                    .add(
                        span("critical-mark", "◆"),
                        span("", "on the critical path: a delay here delays the end"))
                : Html.none());
  }

  private static Html counts(OperationResources resources) {
    Element list = Element.of("ul").css("picture-counts");
    for (ChangeState state : ChangeState.values()) {
      long count = resources.count(state);
      if (count > 0) {
        list =
            list.add(
                Element.of("li")
                    .add(
                        span("cell cell-" + state.code(), ""),
                        Element.of("strong").text(String.valueOf(count)),
                        span("", words(state))));
      }
    }
    return list;
  }

  private static String words(ChangeState state) {
    return switch (state) {
      case WAITING -> "waiting";
      case RUNNING -> "in progress";
      case DONE -> "done";
      case FAILED -> "failed";
    };
  }

  /** Nothing runs after a failure, so there is no remaining time. */
  private static Html remaining(OperationResources resources) {
    Duration left = resources.remaining();
    if (left == null || resources.count(ChangeState.RUNNING) == 0) {
      return Html.none();
    }
    return Element.of("p")
        .css("remaining")
        .add(
            span("muted", "infrastructure complete in about"),
            Element.of("strong").text(DurationFormat.words(Duration.ofMinutes(inMinutes(left)))));
  }

  private static long inMinutes(Duration left) {
    return Math.max(1, Math.round(left.toSeconds() / 60.0));
  }

  private static Element group(ResourceSubject subject, List<TrackedResource> resources) {
    long done =
        resources.stream().filter(each -> each.change().state() == ChangeState.DONE).count();
    Element cells = Element.of("div").css("cells").with("aria-hidden", "true");
    for (TrackedResource resource : resources) {
      cells =
          cells.add(
              span(
                      "cell cell-"
                          + resource.change().state().code()
                          + (resource.critical() ? " cell-critical" : ""),
                      "")
                  .with("title", name(resource) + ": " + words(resource.change().state())));
    }
    List<TrackedResource> current =
        resources.stream()
            .filter(
                each ->
                    each.change().state() == ChangeState.RUNNING
                        || each.change().state() == ChangeState.FAILED
                        || (each.critical() && each.change().state() == ChangeState.WAITING))
            .sorted(Comparator.comparing(ResourcePicture::importance))
            .toList();
    return div(
        "group",
        Element.of("div")
            .css("group-head")
            .add(
                h3(StatusBadge.words(subject.code())),
                span("muted", done + " of " + resources.size())),
        cells,
        current.isEmpty()
            ? Html.none()
            : list(current.subList(0, Math.min(MAX_CURRENT, current.size()))),
        current.size() > MAX_CURRENT
            ? span("muted", "and " + (current.size() - MAX_CURRENT) + " more below")
            : Html.none(),
        Element.of("details")
            .with("id", "resources-" + subject.code())
            .css("all-resources")
            .add(
                Element.of("summary")
                    .text(
                        resources.size() == 1
                            ? "The resource"
                            : "All " + resources.size() + " resources"),
                list(resources)));
  }

  /** Returns the place among the current resources: failed and critical ones come first. */
  private static int importance(TrackedResource resource) {
    return resource.change().state() == ChangeState.FAILED ? 0 : resource.critical() ? 1 : 2;
  }

  private static Element list(List<TrackedResource> resources) {
    return Element.of("ul")
        .css("resources")
        .add(resources.stream().map(ResourcePicture::row).toList());
  }

  private static Element row(TrackedResource resource) {
    ChangeState state = resource.change().state();
    Element name =
        Element.of("code").with("title", resource.change().address()).text(name(resource));
    return Element.of("li")
        .css("resource resource-" + state.code() + (resource.isLate() ? " resource-late" : ""))
        .add(
            span("cell cell-" + state.code(), ""),
            Element.of("span")
                .css("resource-name")
                .add(
                    name,
                    resource.critical()
                        ? span("critical-mark", "◆").with("title", "on the critical path")
                        : Html.none(),
                    span("visually-hidden", describe(resource))),
            time(resource));
  }

  private static String describe(TrackedResource resource) {
    Action action = resource.change().action();
    return ", "
        + action.code()
        + ", "
        + words(resource.change().state())
        + (resource.critical() ? ", on the critical path" : "");
  }

  private static Html time(TrackedResource resource) {
    String usual = DurationFormat.words(resource.usual());
    return switch (resource.change().state()) {
      case WAITING -> span("resource-time", "usually " + usual);
      case RUNNING ->
          Element.of("span")
              .css("resource-time")
              .add(
                  span("elapsed", DurationFormat.format(resource.elapsed()))
                      .with("data-seconds", String.valueOf(resource.elapsed().toSeconds())),
                  span("", (resource.isLate() ? " late, usually " : " of ") + usual));
      case DONE -> span("resource-time", DurationFormat.format(resource.elapsed()));
      case FAILED ->
          span("resource-time", "failed after " + DurationFormat.format(resource.elapsed()));
    };
  }

  /**
   * Returns the address in short form: {@code eks_node_group gpu} for {@code
   * aws_eks_node_group.this["gpu"]}.
   */
  private static String name(TrackedResource resource) {
    return resource
        .change()
        .address()
        .replaceFirst("^aws_", "")
        .replaceFirst("\\.this(?=\\[|$)", "")
        .replaceFirst("\\[\"?([^\"]*)\"?]$", " $1");
  }
}

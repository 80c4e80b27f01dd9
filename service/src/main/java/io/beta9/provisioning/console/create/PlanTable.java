package io.beta9.provisioning.console.create;

import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;
import static io.beta9.provisioning.console.html.Tags.td;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a plan does to each resource; what loses data or interrupts something comes first. */
final class PlanTable {
  private static final List<Action> ACTIONS =
      List.of(Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE);

  private PlanTable() {}

  static Html of(List<PlanImpact> impacts) {
    if (impacts.isEmpty()) {
      return p("message", "Terraform would change no resource.");
    }
    List<PlanImpact> ordered = new ArrayList<>(impacts);
    ordered.sort(Comparator.comparingInt(PlanTable::severity));
    return Html.all(
        counts(impacts),
        Tags.table(
            "What Terraform would do",
            List.of("Action", "Resource and effect"),
            ordered.stream().map(PlanTable::row).toList()));
  }

  private static int severity(PlanImpact impact) {
    if (impact.loss() != null) {
      return 0;
    }
    if (impact.consequence() != null) {
      return impact.consequence().isAcceptanceRequired() ? 1 : 2;
    }
    return switch (impact.action()) {
      case REPLACE -> 3;
      case DELETE -> 4;
      case UPDATE -> 5;
      default -> 6;
    };
  }

  private static Html counts(List<PlanImpact> impacts) {
    Element list = Element.of("ul").css("picture-counts");
    for (Action action : ACTIONS) {
      long count = impacts.stream().filter(impact -> impact.action() == action).count();
      list =
          list.add(
              Element.of("li")
                  .add(
                      Element.of("strong").text(String.valueOf(count)),
                      span("", "to " + words(action))));
    }
    return list;
  }

  private static Element row(PlanImpact impact) {
    return Tags.row(
        td("plan-action", span("badge badge-" + tone(impact.action()), words(impact.action()))),
        td(
            "plan-resource",
            code(impact.address()),
            impact.attributes().isEmpty()
                ? Html.none()
                : span("id", String.join(", ", impact.attributes())),
            impact.consequence() == null
                ? Html.none()
                : span(
                    "plan-effect",
                    "Interrupts: " + UpdateChanges.interruption(impact.consequence())),
            impact.loss() == null
                ? Html.none()
                : span("failure-line", "Data lost: " + impact.loss())));
  }

  private static String words(Action action) {
    return switch (action) {
      case UPDATE -> "change";
      case DELETE -> "destroy";
      default -> action.code();
    };
  }

  private static String tone(Action action) {
    return switch (action) {
      case CREATE -> "good";
      case UPDATE -> "busy";
      case REPLACE -> "waiting";
      case DELETE -> "bad";
      default -> "none";
    };
  }
}

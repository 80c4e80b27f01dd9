package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.OperationProgress;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.environment.EnvironmentStatus;

/** The progress of the running operation: its step, and the number of resources. */
final class ProgressCard {
  private ProgressCard() {}

  static Html of(EnvironmentView environment) {
    OperationProgress progress = environment.progress();
    boolean working =
        EnvironmentStatus.parse(environment.status())
            .map(EnvironmentStatus::isInProgress)
            .orElse(false);
    if (!working || progress.stepsTotal() == 0) {
      return Html.none();
    }
    return Element.of("section")
        .css("card progress-card")
        .with("aria-label", "Progress")
        .add(
            div(
                "progress-head",
                span(
                    "lead",
                    progress.step() == null
                        ? "Waiting for the next step"
                        : StatusBadge.words(progress.step())),
                span(
                    "muted",
                    "step "
                        + Math.min(progress.stepsCompleted() + 1, progress.stepsTotal())
                        + " of "
                        + progress.stepsTotal()
                        + (progress.planned() == 0
                            ? ""
                            : ", "
                                + progress.completed()
                                + " of "
                                + progress.planned()
                                + " resources"))),
            progress.planned() == 0
                ? StatusBadge.progress("Steps", progress.stepsCompleted(), progress.stepsTotal())
                : StatusBadge.progress("Resources", progress.completed(), progress.planned()));
  }
}

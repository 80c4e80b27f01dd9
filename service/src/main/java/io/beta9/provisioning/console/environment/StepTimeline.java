package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.history.PastOperation;
import io.beta9.provisioning.operation.history.PastOperation.StartedStep;
import io.beta9.provisioning.operation.history.PlannedSteps;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The steps of the latest operation: done, running, failed and still to come. */
final class StepTimeline {
  private StepTimeline() {}

  static Html of(@Nullable PastOperation operation, Instant now) {
    if (operation == null) {
      return p("muted", "No operation yet.");
    }
    Map<String, StartedStep> started = new HashMap<>();
    operation.steps().forEach(step -> started.put(step.step(), step));
    Element list = Element.of("ol").css("steps");
    for (StepName name : PlannedSteps.of(operation.kind())) {
      list = list.add(step(name, started.get(name.code()), operation, now));
    }
    return Html.all(
        p(
            "muted",
            StatusBadge.words(operation.kind().code())
                + ", attempt "
                + operation.attempt()
                + ", requested by "
                + operation.requestedBy()),
        list);
  }

  private static Element step(
      StepName name, @Nullable StartedStep step, PastOperation operation, Instant now) {
    String state = state(step, operation);
    Element item =
        Element.of("li")
            .css("step step-" + state.replace(' ', '-'))
            .add(
                span("step-mark", ""),
                span("step-name", StatusBadge.words(name.code())),
                span("step-about", name.description()));
    return item.add(
        span("step-state", state),
        step == null ? Html.none() : span("step-time", duration(step, operation, now)));
  }

  private static String state(@Nullable StartedStep step, PastOperation operation) {
    if (step == null) {
      return operation.state().isTerminal() ? "not run" : "to come";
    }
    if (step.completedAt() != null) {
      return "done";
    }
    return switch (operation.state()) {
      case FAILED -> "failed";
      case CANCELLED -> "cancelled";
      case WAITING -> "interrupted";
      case RUNNING -> "running";
      case SUCCEEDED -> "done";
    };
  }

  private static String duration(StartedStep step, PastOperation operation, Instant now) {
    Instant end = step.completedAt();
    if (end == null) {
      end = operation.finishedAt();
    }
    return DurationFormat.format(Duration.between(step.startedAt(), end == null ? now : end));
  }
}

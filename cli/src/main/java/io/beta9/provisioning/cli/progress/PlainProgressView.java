package io.beta9.provisioning.cli.progress;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.apimodel.environment.OperationProgress;
import io.beta9.provisioning.apimodel.environment.OperationProgress.ResourceInFlight;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.format.DurationFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints a line for each change, for files and pipes. */
final class PlainProgressView implements ProgressView {
  private static final Duration RESOURCES_INTERVAL = Duration.ofSeconds(10);

  /** A line even if nothing changes, so that a wait is never silent. */
  private static final Duration REPEAT_INTERVAL = Duration.ofMinutes(1);

  private static final int MAX_IN_FLIGHT = 4;

  /** Kinds of events that repeat what a change of the status already shows. */
  private static final Set<EventKind> STATUS_EVENTS =
      EnumSet.of(EventKind.SUCCEEDED, EventKind.FAILED);

  private final PrintStream out;
  private final InstantSource clock;
  private final StepStates steps = new StepStates();
  private final Instant startedAt;
  private @Nullable Instant resourcesShownAt;
  private String shownStatus = "";
  private long shownCompleted = -1;
  private List<String> shownInFlight = List.of();

  PlainProgressView(PrintStream out) {
    this(out, InstantSource.system());
  }

  PlainProgressView(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  @Override
  public void event(EventView event) {
    StepStates.StepState step = steps.add(event, clock.instant());
    if (step == null) {
      if (EventKind.of(event.kind()).filter(STATUS_EVENTS::contains).isEmpty()) {
        line("  " + event.message());
      }
    } else if (step.duration() == null) {
      line("… " + step.description());
    } else {
      line("✓ " + step.description() + " (" + DurationFormat.format(step.duration()) + ")");
    }
  }

  @Override
  public void environment(EnvironmentView environment) {
    String status = environment.status();
    if (!status.equals(shownStatus)) {
      if (status.equals(KnownStatuses.FAILED)) {
        failedSteps(environment);
      }
      line("%s is %s".formatted(environment.name(), status));
      shownStatus = status;
    }
    OperationProgress progress = environment.progress();
    if (progress.planned() > 0
        && isDue(RESOURCES_INTERVAL)
        && (progress.completed() != shownCompleted
            || !addresses(progress).equals(shownInFlight)
            || isDue(REPEAT_INTERVAL))
        && !KnownStatuses.isSettled(status)) {
      line(
          "  %d of %d resources%s"
              .formatted(progress.completed(), progress.planned(), inFlight(progress.inFlight())));
      resourcesShownAt = clock.instant();
      shownCompleted = progress.completed();
      shownInFlight = addresses(progress);
    }
  }

  /** Prints the steps that were running when the operation failed, with the reason. */
  private void failedSteps(EnvironmentView environment) {
    String reason = Objects.requireNonNullElse(environment.errorMessage(), "");
    for (StepStates.StepState step : steps.running()) {
      line("✗ " + step.description() + (reason.isEmpty() ? "" : ": " + reason));
    }
  }

  private boolean isDue(Duration interval) {
    return resourcesShownAt == null || !clock.instant().isBefore(resourcesShownAt.plus(interval));
  }

  private static List<String> addresses(OperationProgress progress) {
    return progress.inFlight().stream().map(ResourceInFlight::address).toList();
  }

  private static String inFlight(List<ResourceInFlight> resources) {
    if (resources.isEmpty()) {
      return "";
    }
    int more = resources.size() - MAX_IN_FLIGHT;
    return resources.stream()
            .limit(MAX_IN_FLIGHT)
            .map(resource -> resource.address() + " (" + resource.seconds() + " s)")
            .collect(Collectors.joining(", ", "; in flight: ", ""))
        + (more > 0 ? " and " + more + " more" : "");
  }

  @Override
  public void note(String text) {
    line("! " + text);
  }

  @Override
  public void close() {
    out.flush();
  }

  private void line(String text) {
    long seconds = Duration.between(startedAt, clock.instant()).toSeconds();
    out.printf("[%02d:%02d] %s%n", seconds / 60, seconds % 60, text);
    out.flush();
  }
}

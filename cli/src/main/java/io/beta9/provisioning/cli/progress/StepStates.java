package io.beta9.provisioning.cli.progress;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.apimodel.environment.EventView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The steps of an operation, from its events. Several steps may run at the same time. */
final class StepStates {
  /**
   * A step.
   *
   * @param description what the step does
   * @param duration null while it runs
   */
  record StepState(
      String code, String description, Instant startedAt, @Nullable Duration duration) {
    boolean running() {
      return duration == null;
    }
  }

  private final Map<String, StepState> steps = new LinkedHashMap<>();

  /** Adds an event and returns the step that it started or completed; null for other events. */
  @Nullable StepState add(EventView event, Instant now) {
    EventKind kind = EventKind.of(event.kind()).orElse(null);
    boolean started = kind == EventKind.STEP_STARTED;
    if ((!started && kind != EventKind.STEP_DONE)
        || event.data() == null
        || !(event.data().get("step") instanceof String code)) {
      return null;
    }
    Instant at = event.at() == null ? now : event.at();
    if (started) {
      // A step that starts again, after a crash or a retry, moves to the end.
      steps.remove(code);
      steps.put(code, new StepState(code, description(event, code), at, null));
    } else {
      StepState running = steps.getOrDefault(code, new StepState(code, code, at, null));
      Duration duration = Duration.between(running.startedAt, at);
      steps.put(code, new StepState(code, running.description, running.startedAt, duration));
    }
    return steps.get(code);
  }

  /** Adds the environment's current step if no event has reported it. */
  void addCurrent(@Nullable String code, Instant now) {
    if (code != null && !code.isEmpty()) {
      steps.putIfAbsent(code, new StepState(code, code.replace('-', ' '), now, null));
    }
  }

  List<StepState> all() {
    return new ArrayList<>(steps.values());
  }

  List<StepState> running() {
    return steps.values().stream().filter(StepState::running).toList();
  }

  private static String description(EventView event, String code) {
    return event.data() != null && event.data().get("description") instanceof String description
        ? description
        : code;
  }
}

package io.beta9.provisioning.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The steps of one operation, as its events tell of them; several may run at once. */
final class StepStates {
  /**
   * One step.
   *
   * @param words what it does, as a person says it
   * @param took null while it runs
   */
  record StepState(String code, String words, Instant since, @Nullable Duration took) {
    boolean running() {
      return took == null;
    }
  }

  private final Map<String, StepState> steps = new LinkedHashMap<>();

  /** Takes an event in; the step that it moved, if it is an event of a step. */
  @Nullable StepState take(JsonNode event, Instant now) {
    String message = ApiReply.text(event, "message");
    int colon = message.indexOf(": ");
    if (colon < 0) {
      return null;
    }
    String code = message.substring(0, colon);
    Instant at = ApiReply.instant(event, "at").orElse(now);
    StepState state =
        switch (ApiReply.text(event, "kind")) {
          case "step-started" -> new StepState(code, message.substring(colon + 2), at, null);
          case "step-done" -> {
            StepState before = steps.getOrDefault(code, new StepState(code, code, at, null));
            yield new StepState(
                code, before.words, before.since, Duration.between(before.since, at));
          }
          default -> null;
        };
    if (state != null) {
      // A step that begins anew, after a crash or a retry, stands where it now is.
      if (state.running()) {
        steps.remove(code);
      }
      steps.put(code, state);
    }
    return state;
  }

  /** Notes the step that the environment names, where no event has told of it. */
  void takeCurrent(String code, Instant now) {
    if (!code.isEmpty()) {
      steps.putIfAbsent(code, new StepState(code, code.replace('-', ' '), now, null));
    }
  }

  List<StepState> all() {
    return new ArrayList<>(steps.values());
  }
}

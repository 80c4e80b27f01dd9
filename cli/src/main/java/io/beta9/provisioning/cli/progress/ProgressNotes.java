package io.beta9.provisioning.cli.progress;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.apimodel.environment.OperationProgress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The latest messages beside the progress: what an operation waits for, why that takes long, and
 * what failed. A message is dropped when it no longer applies.
 */
final class ProgressNotes {
  private static final int MAX_NOTES = 3;
  private static final String WAITING = "waiting";
  private static final String DELAYED = "delayed ";

  private final Map<String, String> notes = new LinkedHashMap<>();

  /** Adds the note of an event. Other events are shown by the status, or by 'env events'. */
  void add(EventView event) {
    switch (EventKind.of(event.kind()).orElse(EventKind.REQUESTED)) {
      case RETRYING -> add(event.message());
      case WAITING -> put(WAITING, event.message());
      case RESOURCE_DELAYED -> put(DELAYED + resource(event), event.message());
      case STEP_STARTED, STEP_DONE, FAILED, SUCCEEDED -> notes.remove(WAITING);
      default -> {}
    }
  }

  void add(String note) {
    put(note, note);
  }

  /** Removes the notes on resources whose change has ended. */
  void update(EnvironmentView environment) {
    Set<String> inFlight =
        environment.progress().inFlight().stream()
            .map(OperationProgress.ResourceInFlight::address)
            .collect(Collectors.toSet());
    notes
        .keySet()
        .removeIf(
            key -> key.startsWith(DELAYED) && !inFlight.contains(key.substring(DELAYED.length())));
  }

  List<String> all() {
    return List.copyOf(notes.values());
  }

  private void put(String key, String text) {
    notes.remove(key);
    notes.put(key, text);
    if (notes.size() > MAX_NOTES) {
      notes.remove(notes.keySet().iterator().next());
    }
  }

  private static String resource(EventView event) {
    return event.data() != null
            && event.data().get("failure") instanceof Map<?, ?> failure
            && failure.get("resource") instanceof String address
        ? address
        : "";
  }
}

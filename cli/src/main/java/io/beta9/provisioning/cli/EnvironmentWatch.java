package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Follows an environment until nothing is queued or at work on it, and shows its way. */
public final class EnvironmentWatch {
  private static final Duration LOOK = Duration.ofMillis(500);

  /** How many looks in a row may fail: what is watched goes on without us. */
  private static final int MOST_LOST_LOOKS = 60;

  private final ApiClient api;
  private final ProgressView view;
  private final PollPause pause;

  public EnvironmentWatch(ApiClient api, ProgressView view) {
    this(api, view, PollPause.REAL);
  }

  EnvironmentWatch(ApiClient api, ProgressView view, PollPause pause) {
    this.api = api;
    this.view = view;
    this.pause = pause;
  }

  /**
   * Returns the environment as it is in the end.
   *
   * @param after the number of the last event that is of no interest; 0 shows all
   */
  public JsonNode follow(String id, long after) {
    long last = after;
    int lost = 0;
    while (true) {
      try {
        // The environment first: whatever led to its status has then written its events.
        JsonNode environment = api.environment(id);
        last = events(id, last);
        view.environment(environment);
        lost = 0;
        if (KnownStatuses.atRest(ApiReply.text(environment, "status"))) {
          return environment;
        }
      } catch (CommandException e) {
        if (e.exitCode() != ExitCode.FAILED || ++lost > MOST_LOST_LOOKS) {
          throw e;
        }
        if (lost == 1) {
          view.note(e.getMessage() + "; still trying. The work goes on meanwhile.");
        }
      }
      pause.of(LOOK);
    }
  }

  private long events(String id, long after) {
    long last = after;
    while (true) {
      List<JsonNode> page = api.events(id, last);
      long before = last;
      for (JsonNode event : page) {
        view.event(event);
        last = Math.max(last, ApiReply.number(event, "id"));
      }
      if (last == before) {
        return last;
      }
    }
  }
}

package io.beta9.provisioning.cli.progress;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.client.Sleeper;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows an environment until no operation is queued or running, and shows its progress. */
public final class EnvironmentWatch {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

  /** Consecutive polls that may fail: the operation continues without the CLI. */
  private static final int MAX_FAILED_POLLS = 60;

  private final ApiClient api;
  private final ProgressView view;
  private final Sleeper sleeper;

  public EnvironmentWatch(ApiClient api, ProgressView view) {
    this(api, view, Sleeper.REAL);
  }

  public EnvironmentWatch(ApiClient api, ProgressView view, Sleeper sleeper) {
    this.api = api;
    this.view = view;
    this.sleeper = sleeper;
  }

  /**
   * Follows an environment and returns it in its final status.
   *
   * @param after number of the last event that is not shown; 0 to show all
   * @throws CommandException if the API is not reachable for too long, or the thread is interrupted
   */
  public ApiReply<EnvironmentView> follow(String id, long after) {
    long last = after;
    int failedPolls = 0;
    while (true) {
      try {
        // Read before the events, so that they include those that led to its status.
        ApiReply<EnvironmentView> environment = api.environment(id);
        last = showEvents(id, last);
        view.environment(environment.value());
        failedPolls = 0;
        if (KnownStatuses.isSettled(environment.value().status())) {
          return environment;
        }
      } catch (CommandException e) {
        if (e.exitCode() != ExitCode.FAILED
            || Thread.currentThread().isInterrupted()
            || ++failedPolls > MAX_FAILED_POLLS) {
          throw e;
        }
        if (failedPolls == 1) {
          view.note(sentence(e.getMessage()) + " Retrying; the operation continues meanwhile.");
        }
      }
      sleeper.sleep(POLL_INTERVAL);
    }
  }

  private static String sentence(@Nullable String message) {
    String text = String.valueOf(message);
    return text.endsWith(".") ? text : text + ".";
  }

  private long showEvents(String id, long after) {
    long last = after;
    while (true) {
      List<ApiReply<EventView>> page = api.events(id, last);
      long before = last;
      for (ApiReply<EventView> event : page) {
        view.event(event.value());
        last = Math.max(last, event.value().id());
      }
      if (last == before) {
        return last;
      }
    }
  }
}

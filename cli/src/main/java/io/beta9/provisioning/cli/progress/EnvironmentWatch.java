package io.beta9.provisioning.cli.progress;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.client.Sleeper;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.cli.client.TimelineFollower;
import org.jspecify.annotations.Nullable;

/** Follows an environment until no operation is queued or running, and shows its progress. */
public final class EnvironmentWatch {
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
    int failedPolls = 0;
    try (TimelineFollower<EventView> events =
        new TimelineFollower<>(api, sleeper, id, Timeline.EVENTS, after)) {
      while (true) {
        try {
          // Read before the events, so that they include those that led to its status.
          ApiReply<EnvironmentView> environment = api.environment(id);
          boolean settled = KnownStatuses.isSettled(environment.value().status());
          if (settled) {
            events.readAll(event -> view.event(event.value()));
          } else {
            events.readArrived(event -> view.event(event.value()));
          }
          view.environment(environment.value());
          failedPolls = 0;
          if (settled) {
            return environment;
          }
        } catch (CommandException e) {
          if (e.exitCode() != ExitCode.FAILED
              || Thread.currentThread().isInterrupted()
              || ++failedPolls > MAX_FAILED_POLLS) {
            throw e;
          }
          // It may have been lost without notice.
          events.close();
          if (failedPolls == 1) {
            view.note(sentence(e.getMessage()) + " Retrying; the operation continues meanwhile.");
          }
        }
        events.await();
      }
    }
  }

  private static String sentence(@Nullable String message) {
    String text = String.valueOf(message);
    return text.endsWith(".") ? text : text + ".";
  }
}

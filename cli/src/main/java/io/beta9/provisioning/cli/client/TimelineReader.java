package io.beta9.provisioning.cli.client;

import java.util.function.Consumer;

/** Reads events or log lines to the end and, on request, follows them while an operation runs. */
public final class TimelineReader {
  private final ApiClient api;
  private final Sleeper sleeper;

  public TimelineReader(ApiClient api, Sleeper sleeper) {
    this.api = api;
    this.sleeper = sleeper;
  }

  /**
   * Passes all items to {@code consumer} in order.
   *
   * @param follow whether to continue until no operation of the environment is queued or running
   */
  public <T> void read(
      String environmentId, boolean follow, Timeline<T> timeline, Consumer<ApiReply<T>> consumer) {
    try (TimelineFollower<T> items =
        new TimelineFollower<>(api, sleeper, environmentId, timeline, 0)) {
      // The status is read before the items, so that they include those of the final status.
      while (follow && !KnownStatuses.isSettled(api.environment(environmentId).value().status())) {
        items.readArrived(consumer);
        items.await();
      }
      items.readAll(consumer);
    }
  }
}

package io.beta9.provisioning.cli.client;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** Reads events or log lines to the end and, on request, follows them while an operation runs. */
public final class TimelineReader {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

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
   * @param pageAfter returns a page of the items with numbers greater than its argument
   * @param number returns the number of an item
   */
  public <T> void read(
      String environmentId,
      boolean follow,
      LongFunction<List<ApiReply<T>>> pageAfter,
      ToLongFunction<T> number,
      Consumer<ApiReply<T>> consumer) {
    long last = 0;
    boolean settled = !follow;
    while (true) {
      // The status is read before the items, so that they include those of the final status.
      if (follow) {
        settled = KnownStatuses.isSettled(api.environment(environmentId).value().status());
      }
      long before;
      do {
        before = last;
        for (ApiReply<T> item : pageAfter.apply(last)) {
          consumer.accept(item);
          last = Math.max(last, number.applyAsLong(item.value()));
        }
      } while (last > before);
      if (settled) {
        return;
      }
      sleeper.sleep(POLL_INTERVAL);
    }
  }
}

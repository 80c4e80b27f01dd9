package io.beta9.provisioning.resources.inspection;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The latest events of a resource. A service may list them although the resource was not created,
 * or no longer exists.
 */
record RecentEvents(List<String> messages) {
  /** How far back the services are queried. */
  static final int MINUTES = 180;

  private static final int MOST = 3;

  /** Returns the latest of these events. */
  static <T> RecentEvents of(List<T> oldestFirst, Function<T, String> message) {
    return new RecentEvents(
        oldestFirst.stream().skip(Math.max(0, oldestFirst.size() - MOST)).map(message).toList());
  }

  /**
   * Returns the report of a resource with these events; empty if there is neither.
   *
   * @param status empty if it does not exist
   * @param command shows the events
   */
  Optional<ResourceReport> report(String id, Optional<String> status, String command) {
    return status.isEmpty() && messages.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ResourceReport.of(id, status.orElse(ResourceReport.ABSENT), command)
                .withEvents(messages));
  }
}

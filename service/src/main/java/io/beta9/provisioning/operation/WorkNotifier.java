package io.beta9.provisioning.operation;

import io.beta9.provisioning.network.ConnectionProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Notifies workers of new operations. Notifications are a latency optimisation only: PostgreSQL is
 * the source of truth, and workers poll it when notifications are unavailable.
 */
public interface WorkNotifier extends AutoCloseable {
  /** The result of waiting for a notification. */
  enum NotificationResult {
    NOTIFIED,
    TIMED_OUT,
    /** No notification can be received at the moment. */
    UNAVAILABLE
  }

  /** Publishes an operation. Never fails and never blocks for long: the queue sweep repeats it. */
  void publish(OperationId operation);

  /** Waits for a notification; returns immediately if notifications are unavailable. */
  NotificationResult await(Duration timeout) throws InterruptedException;

  /** Makes the list equal to these operations, so that its length is the number of waiting ones. */
  void synchronize(List<OperationId> due);

  boolean isAvailable();

  /** Returns why notifications are not available; empty if they are. */
  default Optional<ConnectionProblem> problem() {
    return isAvailable() ? Optional.empty() : Optional.of(ConnectionProblem.OTHER);
  }

  @Override
  void close();
}

package io.beta9.provisioning.operation;

import java.time.Duration;
import java.util.List;

/**
 * Wakes a worker at once when there is work. It is never the truth: whoever hears it asks the
 * database, and whoever does not hear it asks the database all the same, only later.
 */
public interface WorkNotifier extends AutoCloseable {

  /** What came of listening. */
  enum NotificationResult {
    /** Somebody rang. */
    RING,
    /** Nobody rang until the time was over. */
    SILENCE,
    /** The bell is out of reach: no ring can be heard. */
    NOTHING
  }

  /** Announces an operation. Never fails and never waits long: the sweep makes up for it. */
  void ring(OperationId operation);

  /** Listens for at most this long; returns at once where the bell is out of reach. */
  NotificationResult listen(Duration atMost) throws InterruptedException;

  /** Makes the list hold exactly these, so that its length tells how many are waiting. */
  void set(List<OperationId> due);

  /** Whether the bell is within reach. */
  boolean reachable();

  @Override
  void close();
}

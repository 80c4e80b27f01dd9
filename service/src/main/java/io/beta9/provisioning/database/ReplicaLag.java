package io.beta9.provisioning.database;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Measures the lag of a replica from the positions of the primary over time. The age of the
 * replica's last transaction is not a measure: it grows while there are no writes.
 */
final class ReplicaLag {
  private static final int MAX_OBSERVATIONS = 600;

  private final Deque<PrimaryPosition> primary = new ArrayDeque<>();

  private record PrimaryPosition(Lsn position, Instant at) {}

  /** Records the position of the primary at a time. */
  void recordPrimary(Lsn position, Instant at) {
    PrimaryPosition last = primary.peekLast();
    if (last == null || last.position().compareTo(position) < 0) {
      primary.addLast(new PrimaryPosition(position, at));
    }
    if (primary.size() > MAX_OBSERVATIONS) {
      primary.removeFirst();
    }
  }

  /**
   * Returns the maximum age of the data that the replica shows; null if the position of the primary
   * was never recorded.
   *
   * @param replayed the position up to which the replica has replayed
   */
  @Nullable Duration of(Lsn replayed, Instant now) {
    if (primary.isEmpty()) {
      return null;
    }
    while (primary.size() > 1 && primary.getFirst().position().compareTo(replayed) <= 0) {
      primary.removeFirst();
    }
    PrimaryPosition oldest = primary.getFirst();
    return oldest.position().compareTo(replayed) <= 0
        ? Duration.ZERO
        : Duration.between(oldest.at(), now);
  }
}

package io.beta9.provisioning.database;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How far a replica is behind, by where the primary was at what time. The age of the replica's last
 * transaction would not do: it grows while nobody writes.
 */
final class ReplicaLag {
  private static final int MOST = 600;

  private final Deque<Seen> primary = new ArrayDeque<>();

  private record Seen(Lsn position, Instant at) {}

  /** The primary was here at that time. */
  void primaryAt(Lsn position, Instant at) {
    Seen last = primary.peekLast();
    if (last == null || last.position().compareTo(position) < 0) {
      primary.addLast(new Seen(position, at));
    }
    if (primary.size() > MOST) {
      primary.removeFirst();
    }
  }

  /**
   * How old what the replica shows is at the most; null where the primary was never seen.
   *
   * @param replayed what the replica shows
   */
  @Nullable Duration of(Lsn replayed, Instant now) {
    if (primary.isEmpty()) {
      return null;
    }
    while (primary.size() > 1 && primary.getFirst().position().compareTo(replayed) <= 0) {
      primary.removeFirst();
    }
    Seen oldest = primary.getFirst();
    return oldest.position().compareTo(replayed) <= 0
        ? Duration.ZERO
        : Duration.between(oldest.at(), now);
  }
}

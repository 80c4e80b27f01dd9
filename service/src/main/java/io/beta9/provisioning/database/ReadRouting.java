package io.beta9.provisioning.database;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the current thread may read from the replica. It reads from the primary unless {@link
 * #allowReplica} was called.
 */
public final class ReadRouting {
  private static final ThreadLocal<@Nullable ReadRouting> CURRENT = new ThreadLocal<>();

  private final @Nullable Lsn after;
  private boolean fromReplica;
  private boolean onPrimary;

  private ReadRouting(@Nullable Lsn after) {
    this.after = after;
  }

  /**
   * Allows this thread to read from a replica that has replayed a position.
   *
   * @param after the position; null if every replica that is not lagging will do
   */
  public static void allowReplica(@Nullable Lsn after) {
    CURRENT.set(new ReadRouting(after));
  }

  /** Makes this thread read from the primary. */
  public static void requirePrimary() {
    CURRENT.remove();
  }

  /** Returns whether a replica has served this thread since it was allowed to. */
  public static boolean wasServedByReplica() {
    ReadRouting reading = current();
    return reading != null && reading.fromReplica;
  }

  static @Nullable ReadRouting current() {
    ReadRouting reading = CURRENT.get();
    return reading == null || reading.onPrimary ? null : reading;
  }

  @Nullable Lsn after() {
    return after;
  }

  void servedByReplica() {
    fromReplica = true;
  }

  /**
   * Returns the result of a query. If the replica does not find a row, the query is repeated on the
   * primary, because the row may be new.
   */
  public static <T> Optional<T> findOnReplicaThenPrimary(Supplier<Optional<T>> query) {
    Optional<T> found = query.get();
    ReadRouting reading = current();
    if (found.isPresent() || reading == null || !reading.fromReplica) {
      return found;
    }
    // Also for the rest of the request: the replica would return older rows than this one.
    reading.onPrimary = true;
    return query.get();
  }
}

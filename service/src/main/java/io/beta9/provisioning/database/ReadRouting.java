package io.beta9.provisioning.database;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the work of this thread may read from: the primary, unless it says otherwise. */
public final class ReadRouting {
  private static final ThreadLocal<@Nullable ReadRouting> CURRENT = new ThreadLocal<>();

  private final @Nullable Lsn after;
  private boolean fromReplica;
  private boolean onPrimary;

  private ReadRouting(@Nullable Lsn after) {
    this.after = after;
  }

  /**
   * From now on this thread may read from a replica that shows at least this.
   *
   * @param after null: whatever it shows
   */
  public static void begin(@Nullable Lsn after) {
    CURRENT.set(new ReadRouting(after));
  }

  /** This thread reads from the primary again. */
  public static void end() {
    CURRENT.remove();
  }

  /** Whether a replica has served this thread since it may read from one. */
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
   * What is looked for; what a replica does not know is asked of the primary, because it may have
   * been made a moment ago.
   */
  public static <T> Optional<T> found(Supplier<Optional<T>> look) {
    Optional<T> found = look.get();
    ReadRouting reading = current();
    if (found.isPresent() || reading == null || !reading.fromReplica) {
      return found;
    }
    // The rest of the request, too: what else the replica knows of it would be older than this.
    reading.onPrimary = true;
    return look.get();
  }
}

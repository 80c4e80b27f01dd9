package io.beta9.provisioning.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Results of queries over many rows, shared by everyone who requests the same. A result that is
 * older than {@link #FRESH} is still returned, with its time, while the background computes the
 * next one: only the first request of a result waits for it.
 */
public final class RecentResults<K, V> {
  /** The age from which a result is computed again. */
  public static final Duration FRESH = Duration.ofSeconds(30);

  /** The age from which a result is no longer returned. */
  static final Duration USABLE = Duration.ofMinutes(5);

  private static final int MAX_KEYS = 500;
  private static final Logger log = LoggerFactory.getLogger(RecentResults.class);

  private final Function<K, V> computation;
  private final Executor background;
  private final InstantSource clock;
  private final Map<K, Slot<V>> slots = new ConcurrentHashMap<>();

  /**
   * @param computation reads the database
   * @param background executes computations whose result no request awaits
   */
  public RecentResults(Function<K, V> computation, Executor background, InstantSource clock) {
    this.computation = computation;
    this.background = background;
    this.clock = clock;
  }

  /** A result and the time at which its computation began. */
  public record DatedResult<V>(V value, Instant at) {}

  private static final class Slot<V> {
    private final ReentrantLock computing = new ReentrantLock();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile @Nullable DatedResult<V> latest;
  }

  /** Returns the latest result; waits only if there is none that is recent enough. */
  public DatedResult<V> get(K key) {
    if (slots.size() >= MAX_KEYS) {
      slots.values().removeIf(slot -> !isYounger(slot.latest, USABLE));
    }
    Slot<V> slot = slots.computeIfAbsent(key, absent -> new Slot<>());
    DatedResult<V> latest = slot.latest;
    if (latest == null || !isYounger(latest, USABLE)) {
      return compute(key, slot);
    }
    if (!isYounger(latest, FRESH) && slot.refreshing.compareAndSet(false, true)) {
      try {
        background.execute(() -> refresh(key, slot));
      } catch (RejectedExecutionException e) {
        // The process is stopping: the older result is still an answer.
        slot.refreshing.set(false);
      }
    }
    return latest;
  }

  private boolean isYounger(@Nullable DatedResult<V> result, Duration age) {
    return result != null && clock.instant().isBefore(result.at().plus(age));
  }

  private void refresh(K key, Slot<V> slot) {
    try {
      compute(key, slot);
    } catch (DataAccessException | TransactionException e) {
      log.debug("A result could not be computed again: {}", e.getMessage());
    } finally {
      slot.refreshing.set(false);
    }
  }

  /** Computes the result unless another thread has done so in the meantime. */
  private DatedResult<V> compute(K key, Slot<V> slot) {
    slot.computing.lock();
    try {
      DatedResult<V> latest = slot.latest;
      if (latest != null && isYounger(latest, FRESH)) {
        return latest;
      }
      Instant start = clock.instant();
      DatedResult<V> computed = new DatedResult<>(computation.apply(key), start);
      slot.latest = computed;
      return computed;
    } finally {
      slot.computing.unlock();
    }
  }
}

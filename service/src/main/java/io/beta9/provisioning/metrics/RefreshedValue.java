package io.beta9.provisioning.metrics;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value from a source that may be slow or hang, for scrapes and health checks, which must not. It
 * is determined in the background when it is read and older than {@code maxAge}, at most once at a
 * time. A reader waits for at most {@code patience} and otherwise receives the previous value, or
 * {@code unknown} if that is older than {@code staleAfter}.
 */
public final class RefreshedValue<T> {
  private static final Logger log = LoggerFactory.getLogger(RefreshedValue.class);

  private final Supplier<T> source;
  private final T unknown;
  private final RefreshPolicy policy;
  private final LongSupplier nanos;
  private T value;
  private long determinedAt;
  private boolean determined;
  private @Nullable CompletableFuture<T> refresh;

  /** The three durations of a refreshed value. */
  public record RefreshPolicy(Duration maxAge, Duration patience, Duration staleAfter) {
    /** For values that are read by scrapes: one query every five seconds at most. */
    public static final RefreshPolicy SCRAPE =
        new RefreshPolicy(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(30));
  }

  /**
   * @param source determines the value; if it throws, the value is unknown
   * @param nanos a monotonic clock, in nanoseconds
   */
  public RefreshedValue(Supplier<T> source, T unknown, RefreshPolicy policy, LongSupplier nanos) {
    this.source = source;
    this.unknown = unknown;
    this.policy = policy;
    this.nanos = nanos;
    this.value = unknown;
  }

  /** Returns the current value, or {@code unknown}. */
  public T get() {
    CompletableFuture<T> running;
    synchronized (this) {
      if (isYoungerThan(policy.maxAge())) {
        return value;
      }
      if (refresh == null) {
        CompletableFuture<T> started = new CompletableFuture<>();
        refresh = started;
        Thread.ofVirtual().name("refresh").start(() -> determine(started));
      }
      running = refresh;
    }
    try {
      return running.get(policy.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      log.debug("No new value within {}", policy.patience());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a refresh completes normally", e);
    }
    synchronized (this) {
      return isYoungerThan(policy.staleAfter()) ? value : unknown;
    }
  }

  private void determine(CompletableFuture<T> result) {
    T determinedValue = unknown;
    try {
      determinedValue = source.get();
    } catch (RuntimeException e) {
      // Whatever the reason, a scrape must not fail: the value is unknown.
      log.debug("The value could not be determined", e);
    } finally {
      synchronized (this) {
        value = determinedValue;
        determinedAt = nanos.getAsLong();
        determined = true;
        refresh = null;
      }
      result.complete(determinedValue);
    }
  }

  private boolean isYoungerThan(Duration age) {
    return determined && nanos.getAsLong() - determinedAt < age.toNanos();
  }
}

package io.beta9.provisioning.api.ratelimit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits the requests of each client to a number per minute, evenly and with bursts of up to that
 * number (the generic cell rate algorithm). Stores one number per client, for the latest {@link
 * #MAX_CLIENTS} clients: memory is bounded, whatever keys or addresses are used.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">Generic cell rate
 *     algorithm</a>
 */
public final class RateLimiter {
  static final Duration WINDOW = Duration.ofMinutes(1);
  static final int MAX_CLIENTS = 10_000;

  private final RatePolicy policy;
  private final int perMinute;
  private final LongSupplier nanoTime;
  private final long origin;

  /**
   * The times until which the requests of clients are accounted for, in nanoseconds since the
   * origin.
   */
  private final Map<String, Long> accountedUntil =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  /**
   * @param perMinute 0 for no limit
   * @param nanoTime a clock with an arbitrary origin, in nanoseconds
   */
  public RateLimiter(RatePolicy policy, int perMinute, LongSupplier nanoTime) {
    this.policy = policy;
    this.perMinute = perMinute;
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
  }

  /**
   * Accepts or rejects a request. A rejected one does not count.
   *
   * @param client bounded in length
   */
  public RateDecision decide(String client) {
    if (perMinute == 0) {
      return new RateDecision(policy, 0, true, Long.MAX_VALUE, Duration.ZERO);
    }
    long window = WINDOW.toNanos();
    long interval = window / perMinute;
    synchronized (accountedUntil) {
      long now = nanoTime.getAsLong() - origin;
      long until = Math.max(now, accountedUntil.getOrDefault(client, now));
      long excess = until + interval - now - window;
      if (excess > 0) {
        return new RateDecision(policy, perMinute, false, 0, Duration.ofNanos(excess));
      }
      accountedUntil.put(client, until + interval);
      return new RateDecision(
          policy, perMinute, true, -excess / interval, Duration.ofNanos(until + interval - now));
    }
  }
}

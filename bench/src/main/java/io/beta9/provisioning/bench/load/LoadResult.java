package io.beta9.provisioning.bench.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Responses of one run of the load generator.
 *
 * @param seconds duration of the run
 * @param statuses number of responses by status code; 0 stands for connections that broke
 * @param sortedNanos durations of the successful requests (2xx), sorted
 * @param unsent requests that were due but had not been sent at the end of the run
 */
public record LoadResult(
    double seconds, Map<Integer, Long> statuses, long[] sortedNanos, long unsent) {

  static LoadResult of(double seconds, Map<Integer, Long> statuses, long[] nanos, long unsent) {
    Arrays.sort(nanos);
    return new LoadResult(seconds, new TreeMap<>(statuses), nanos, unsent);
  }

  /** Returns the number of successful requests. */
  public long succeeded() {
    return sortedNanos.length;
  }

  /** Returns the number of successful requests per second. */
  public double perSecond() {
    return succeeded() / seconds;
  }

  /** Returns the number of responses with a status. */
  public long count(int status) {
    return statuses.getOrDefault(status, 0L);
  }

  /** Returns the number of responses that are neither successful nor 429. */
  public long failed() {
    return statuses.entrySet().stream()
        .filter(entry -> entry.getKey() / 100 != 2 && entry.getKey() != 429)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * Returns a percentile of the durations of successful requests in milliseconds, by the nearest
   * rank; 0 if there are none.
   */
  public double millis(double percentile) {
    if (sortedNanos.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(percentile / 100 * sortedNanos.length);
    return Math.round(sortedNanos[Math.max(rank, 1) - 1] / 1e4) / 100.0;
  }

  /** Returns the result as it is printed. */
  public Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("succeeded_per_second", Math.round(perSecond() * 10) / 10.0);
    report.put("p50_ms", millis(50));
    report.put("p99_ms", millis(99));
    report.put("rejected_429", count(429));
    report.put("failed", failed());
    if (unsent > 0) {
      report.put("unsent", unsent);
    }
    return report;
  }
}

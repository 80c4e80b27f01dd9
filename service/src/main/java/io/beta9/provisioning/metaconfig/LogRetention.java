package io.beta9.provisioning.metaconfig;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How long CloudWatch keeps the logs of a cluster.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html">PutRetentionPolicy</a>
 */
public final class LogRetention {
  public static final int STANDARD_DAYS = 30;

  private static final String FIELD = "log_retention_days";

  /** The lengths that CloudWatch has. */
  private static final TreeSet<Integer> DAYS =
      new TreeSet<>(
          List.of(
              1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
              2922, 3288, 3653));

  private LogRetention() {}

  static @Nullable public Integer read(Fields beta9) {
    Integer days = beta9.optionalInteger(FIELD, DAYS.first(), DAYS.last()).orElse(null);
    if (days != null && !DAYS.contains(days)) {
      beta9.wrong(
          FIELD,
          days
              + " is not a length that CloudWatch has; the nearest are "
              + DAYS.lower(days)
              + " and "
              + DAYS.higher(days));
      return null;
    }
    return days;
  }
}

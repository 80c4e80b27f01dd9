package io.beta9.provisioning.metaconfig;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Retention of the cluster's logs in CloudWatch.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html">PutRetentionPolicy</a>
 */
public final class LogRetention {
  public static final int DEFAULT_DAYS = 30;

  private static final String FIELD = "log_retention_days";

  /** The retention periods that CloudWatch supports. */
  private static final TreeSet<Integer> SUPPORTED_DAYS =
      new TreeSet<>(
          List.of(
              1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
              2922, 3288, 3653));

  private LogRetention() {}

  static @Nullable public Integer read(Fields beta9) {
    Integer days =
        beta9.optionalInteger(FIELD, SUPPORTED_DAYS.first(), SUPPORTED_DAYS.last()).orElse(null);
    if (days != null && !SUPPORTED_DAYS.contains(days)) {
      beta9.addViolation(
          FIELD,
          days
              + " is not a retention period that CloudWatch supports; the nearest are "
              + SUPPORTED_DAYS.lower(days)
              + " and "
              + SUPPORTED_DAYS.higher(days));
      return null;
    }
    return days;
  }
}

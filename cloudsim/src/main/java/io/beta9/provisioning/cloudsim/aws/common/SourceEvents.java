package io.beta9.provisioning.cloudsim.aws.common;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of one service in one account and region, as {@code DescribeEvents} returns them. */
public final class SourceEvents implements Serializable {
  private static final long serialVersionUID = 1L;

  /** RDS and ElastiCache keep events for 14 days. */
  private static final Duration RETENTION = Duration.ofDays(14);

  private static final Duration DEFAULT_PERIOD = Duration.ofHours(1);

  /** An event of a source, for example of a {@code db-instance}. */
  public record SourceEvent(String sourceType, String sourceId, String message, Instant at)
      implements Serializable {}

  private final ArrayList<SourceEvent> events = new ArrayList<>();

  public void add(String sourceType, String sourceId, String message, Instant at) {
    events.add(new SourceEvent(sourceType, sourceId, message, at));
  }

  /**
   * Returns the events of a period, the oldest first.
   *
   * @param sourceId requires a source type
   * @param minutes the length of the period before now if there is no start; null for one hour
   */
  public List<SourceEvent> find(
      @Nullable String sourceType,
      @Nullable String sourceId,
      @Nullable Instant start,
      @Nullable Instant end,
      @Nullable Integer minutes,
      Call call) {
    if (sourceId != null && sourceType == null) {
      throw new AwsErrorException(
          400,
          "InvalidParameterCombination",
          "Cannot specify source identifier without source type");
    }
    Instant to = end == null ? call.now() : end;
    Instant from =
        start == null
            ? to.minus(minutes == null ? DEFAULT_PERIOD : Duration.ofMinutes(minutes))
            : start;
    if (from.isBefore(call.now().minus(RETENTION))) {
      throw new AwsErrorException(
          400, "InvalidParameterValue", "Events are available for the last 14 days only.");
    }
    return events.stream()
        .filter(event -> sourceType == null || event.sourceType().equals(sourceType))
        .filter(event -> sourceId == null || event.sourceId().equals(sourceId))
        .filter(event -> !event.at().isBefore(from) && !event.at().isAfter(to))
        .toList();
  }
}

package io.beta9.provisioning.report;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.report.OperationOutcomes.OutcomeDay;
import io.beta9.provisioning.report.QueueHistory.QueueLength;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outcomes of operations day by day, and the queue hour by hour, for the last two weeks. */
public final class OperationTrends {
  private static final int DAYS = 14;

  private final OperationOutcomes outcomes;
  private final QueueHistory queue;
  private final InstantSource clock;

  public OperationTrends(OperationOutcomes outcomes, QueueHistory queue, InstantSource clock) {
    this.outcomes = outcomes;
    this.queue = queue;
    this.clock = clock;
  }

  /**
   * The trends of one tenant, or of all.
   *
   * @param days the oldest first, today last
   * @param queue the oldest first; the last entry is the current length
   */
  public record Trends(List<OutcomeDay> days, List<QueueLength> queue) {
    public Trends {
      days = List.copyOf(days);
      queue = List.copyOf(queue);
    }
  }

  /** Whose operations are counted; null for all tenants, for operators. */
  public record TrendScope(@Nullable TenantId tenant) {}

  /** Reads the trends. */
  public Trends of(TrendScope scope) {
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Instant first = today.minusDays(DAYS - 1L).atStartOfDay().toInstant(ZoneOffset.UTC);
    return new Trends(
        outcomes.days(scope.tenant(), today, DAYS),
        queue.hours(scope.tenant(), now, (int) Duration.between(first, now).toHours() + 1));
  }
}

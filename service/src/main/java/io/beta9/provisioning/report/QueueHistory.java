package io.beta9.provisioning.report;

import io.beta9.provisioning.access.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many operations waited for their first claim at each full hour, for one tenant or all. It is
 * derived from the operations themselves: one that ended before the first hour waited at none.
 */
public final class QueueHistory {
  private final JdbcClient jdbc;

  public QueueHistory(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The number of operations that waited at this time. */
  public record QueueLength(Instant at, int waiting) {}

  /**
   * Returns the lengths at the last full hours, the oldest first, and now.
   *
   * @param tenant null for all tenants, for operators
   */
  public List<QueueLength> hours(@Nullable TenantId tenant, Instant now, int hours) {
    Instant first = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(hours - 1L));
    Map<Instant, Integer> changes = new HashMap<>();
    jdbc.sql(
            """
            with known as (
              select created_at, coalesce(first_claimed_at, finished_at) as left_at from operations
               where finished_at >= :since
                 and (cast(:tenant as text) is null or tenant_id = :tenant)
              union all
              select created_at, first_claimed_at from operations
               where state in ('waiting', 'running')
                 and (cast(:tenant as text) is null or tenant_id = :tenant)),
            changes as (
              select created_at as at, 1 as change from known
              union all select left_at, -1 from known where left_at is not null)
            select date_bin('1 hour', greatest(at, :since - interval '1 hour'), :since) as hour,
                   sum(change) as change
              from changes group by 1
            """)
        .param("since", first.atOffset(ZoneOffset.UTC))
        .param("tenant", tenant == null ? null : tenant.value())
        .query(
            row -> {
              changes.put(
                  row.getObject("hour", OffsetDateTime.class).toInstant(), row.getInt("change"));
            });
    List<QueueLength> lengths = new ArrayList<>();
    int waiting = 0;
    for (int i = 0; i <= hours; i++) {
      Instant at = first.plus(Duration.ofHours(i));
      waiting += changes.getOrDefault(at.minus(Duration.ofHours(1)), 0);
      lengths.add(new QueueLength(at.isAfter(now) ? now : at, waiting));
    }
    return lengths;
  }
}

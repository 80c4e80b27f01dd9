package io.beta9.provisioning.report;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Samples of the load, which no other table records. */
public final class CapacitySamples {
  /** Interval between two samples. */
  public static final Duration INTERVAL = Duration.ofMinutes(5);

  private final JdbcClient jdbc;

  public CapacitySamples(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The load at one time. */
  public record LoadSample(
      Instant at, long queueLength, double requestsPerMinute, long databaseBytes) {}

  /** Returns the samples since then, the oldest first. */
  public List<LoadSample> since(Instant since) {
    return jdbc.sql(
            """
            select at, queue_length, requests_per_minute, database_bytes from capacity_samples
             where at >= :since order by at
            """)
        .param("since", Timestamp.from(since))
        .query(
            (row, number) ->
                new LoadSample(
                    row.getTimestamp("at").toInstant(),
                    row.getLong("queue_length"),
                    row.getDouble("requests_per_minute"),
                    row.getLong("database_bytes")))
        .list();
  }

  /**
   * Adds a sample unless another process has added one within the interval.
   *
   * @return whether it was added
   */
  public boolean take(double requestsPerMinute) {
    return jdbc.sql(
                """
                insert into capacity_samples (at, queue_length, requests_per_minute, database_bytes)
                select now(), (select count(*) from operations where state = 'waiting'), :requests,
                       pg_database_size(current_database())
                 where not exists (
                   select 1 from capacity_samples where at > now() - make_interval(secs => :pause))
                """)
            .param("requests", requestsPerMinute)
            .param("pause", INTERVAL.toSeconds() * 0.9)
            .update()
        == 1;
  }
}

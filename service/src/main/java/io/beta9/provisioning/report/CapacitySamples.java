package io.beta9.provisioning.report;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What no table remembers by itself, written down every few minutes. */
public final class CapacitySamples {
  /** How often. */
  public static final Duration EVERY = Duration.ofMinutes(5);

  private final JdbcClient jdbc;

  public CapacitySamples(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Writes a sample, unless another process has just done so.
   *
   * @return whether it was written
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
            .param("pause", EVERY.toSeconds() * 0.9)
            .update()
        == 1;
  }
}

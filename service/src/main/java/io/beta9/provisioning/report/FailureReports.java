package io.beta9.provisioning.report;

import io.beta9.provisioning.apimodel.report.FailureReport;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Queries failed operations by cause. */
public final class FailureReports {
  private final JdbcClient jdbc;

  public FailureReports(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Returns the operations that failed permanently since then, by code, region and version. */
  public FailureReport since(Instant since) {
    List<FailureReport.Group> groups =
        jdbc.sql(
                """
                select coalesce(o.failure ->> 'class', 'unknown') as class,
                       coalesce(o.failure ->> 'code', 'status-set-manually') as code, e.region,
                       coalesce(e.infra_model -> 'beta9' ->> 'gateway_version', '') as version,
                       count(*) as number, min(o.finished_at) as first, max(o.finished_at) as last,
                       (array_agg(o.failure order by o.finished_at desc))[1] as latest,
                       (array_agg(coalesce(e.error_message, '')
                                  order by o.finished_at desc))[1] as recorded,
                       array_agg(o.environment_id order by o.finished_at desc) as environments
                  from operations o join environments e on e.id = o.environment_id
                 where o.state = 'failed' and o.finished_at >= :since
                 group by 1, 2, 3, 4
                """)
            .param("since", Timestamp.from(since))
            .query(
                (row, number) ->
                    new FailureReport.Group(
                        row.getString("class").toLowerCase(Locale.ROOT),
                        row.getString("code"),
                        row.getString("region"),
                        row.getString("version"),
                        row.getLong("number"),
                        row.getTimestamp("first").toInstant(),
                        row.getTimestamp("last").toInstant(),
                        message(row.getString("latest"), row.getString("recorded")),
                        Arrays.stream((String[]) row.getArray("environments").getArray())
                            .distinct()
                            .toList()))
            .list();
    long succeeded =
        jdbc.sql(
                "select count(*) from operations where state = 'succeeded' and finished_at >="
                    + " :since")
            .param("since", Timestamp.from(since))
            .query(Long.class)
            .single();
    return FailureGrouping.report(since, succeeded, groups, new RegionReports(jdbc).holdingBack());
  }

  /** Renders the failure; an operation whose status was set manually may have only a text. */
  private static String message(@Nullable String failure, String recorded) {
    Failure latest = FailureJson.read(failure);
    return latest == null ? recorded : latest.message();
  }
}

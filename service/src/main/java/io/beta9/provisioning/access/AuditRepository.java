package io.beta9.provisioning.access;

import io.beta9.provisioning.access.AuditEntry.AuditOutcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The audit trail. Lines are added and finished, and never changed otherwise; they are removed when
 * they are older than their retention.
 */
public final class AuditRepository {
  private final JdbcClient jdbc;

  public AuditRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What is done, and to what.
   *
   * @param action for example {@code env.retry}
   * @param detail what exactly is meant to happen, or has happened
   */
  public record Act(
      String action,
      @Nullable String environmentId,
      @Nullable String operationId,
      @Nullable String detail) {

    /** An act on an environment. */
    public static Act on(String environmentId, String action, @Nullable String detail) {
      return new Act(action, environmentId, null, detail);
    }
  }

  /** What is asked of the trail; null: anything. */
  public record Query(
      @Nullable TenantId tenant,
      @Nullable String environmentId,
      Instant since,
      @Nullable Long before,
      int limit) {}

  /** Writes down what was done; part of the caller's transaction, if there is one. */
  public void done(Caller caller, Act act) {
    insert(caller, act, AuditOutcome.DONE);
  }

  /** Writes down what was refused. */
  public void refused(Caller caller, Act act) {
    insert(caller, act, AuditOutcome.REFUSED);
  }

  /**
   * Writes down what is about to be done.
   *
   * @return the line's number, to {@linkplain #finish finish} it by
   */
  public long begin(Caller caller, Act act) {
    return insert(caller, act, AuditOutcome.BEGUN);
  }

  /** Writes down what came of what was begun. */
  public void finish(long id, AuditOutcome outcome, @Nullable String detail) {
    int rows =
        jdbc.sql(
                """
                update audit
                   set outcome = :outcome, detail = coalesce(:detail, detail), finished_at = now()
                 where id = :id and outcome = 'begun'
                """)
            .param("outcome", outcome.code())
            .param("detail", detail)
            .param("id", id)
            .update();
    if (rows != 1) {
      throw new IllegalStateException("line " + id + " of the audit trail is not one that is open");
    }
  }

  /** One more than the limit where there are more; newest first. */
  public List<AuditEntry> list(Query query) {
    List<String> conditions = new ArrayList<>(List.of("at >= :since"));
    if (query.tenant() != null) {
      conditions.add("tenant_id = :tenant");
    }
    if (query.environmentId() != null) {
      conditions.add("environment_id = :environment");
    }
    if (query.before() != null) {
      conditions.add("id < :before");
    }
    var statement =
        jdbc.sql(
                "select * from audit where "
                    + String.join(" and ", conditions)
                    + " order by id desc limit :limit")
            .param("since", Timestamp.from(query.since()))
            .param("limit", query.limit() + 1);
    if (query.tenant() != null) {
      statement = statement.param("tenant", query.tenant().value());
    }
    if (query.environmentId() != null) {
      statement = statement.param("environment", query.environmentId());
    }
    if (query.before() != null) {
      statement = statement.param("before", query.before());
    }
    return statement.query(AuditRepository::entry).list();
  }

  private long insert(Caller caller, Act act, AuditOutcome outcome) {
    return jdbc.sql(
            """
            insert into audit (tenant_id, actor, key_id, action, environment_id, operation_id,
              reason, outcome, detail, finished_at)
            values (:tenant, :actor, :key, :action, :environment, :operation, :reason, :outcome,
              :detail, case when :outcome = 'begun' then null else now() end)
            returning id
            """)
        .param("tenant", caller.tenant().value())
        .param("actor", caller.name())
        .param("key", caller.keyId())
        .param("action", act.action())
        .param("environment", act.environmentId())
        .param("operation", act.operationId())
        .param("reason", caller.reason())
        .param("outcome", outcome.code())
        .param("detail", act.detail())
        .query(Long.class)
        .single();
  }

  private static AuditEntry entry(ResultSet row, int number) throws SQLException {
    Timestamp finished = row.getTimestamp("finished_at");
    return new AuditEntry(
        row.getLong("id"),
        row.getTimestamp("at").toInstant(),
        new TenantId(row.getString("tenant_id")),
        row.getString("actor"),
        row.getString("key_id"),
        row.getString("action"),
        row.getString("environment_id"),
        row.getString("operation_id"),
        row.getString("reason"),
        AuditOutcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
        row.getString("detail"),
        finished == null ? null : finished.toInstant());
  }
}

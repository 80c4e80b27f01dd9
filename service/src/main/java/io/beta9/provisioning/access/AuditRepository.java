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
 * The audit trail. Entries are only appended; the database chains them by their hashes and deletes
 * the oldest after their retention.
 */
public final class AuditRepository {
  private final JdbcClient jdbc;

  public AuditRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * An audited action and what it concerns.
   *
   * @param action for example {@code env.retry}
   * @param detail what exactly is to be done or was done
   */
  public record AuditAction(
      String action,
      @Nullable String environmentId,
      @Nullable String operationId,
      @Nullable String detail) {

    /** Creates an action that concerns an environment. */
    public static AuditAction onEnvironment(
        String environmentId, String action, @Nullable String detail) {
      return new AuditAction(action, environmentId, null, detail);
    }
  }

  /** Selects entries; null fields do not restrict. */
  public record AuditQuery(
      @Nullable TenantId tenant,
      @Nullable String environmentId,
      Instant since,
      @Nullable Long before,
      int limit) {}

  /** Records a completed action; part of the caller's transaction, if there is one. */
  public void recordDone(Caller caller, AuditAction act) {
    insert(caller, act, AuditOutcome.DONE);
  }

  /** Records a rejected action. */
  public void recordRefused(Caller caller, AuditAction act) {
    insert(caller, act, AuditOutcome.REFUSED);
  }

  /**
   * Records an action that is about to start.
   *
   * @return the id of the entry, for {@link #finish}
   */
  public long begin(Caller caller, AuditAction act) {
    return insert(caller, act, AuditOutcome.STARTED);
  }

  /** Records the outcome of an action that was started, as an entry of its own. */
  public void finish(long id, AuditOutcome outcome, @Nullable String detail) {
    int rows =
        jdbc.sql(
                """
                insert into audit (tenant_id, actor, key_id, action, environment_id, operation_id,
                  reason, outcome, detail, finished_at, started_id)
                select tenant_id, actor, key_id, action, environment_id, operation_id, reason,
                  :outcome, coalesce(:detail, detail), now(), id
                  from audit s where id = :id and outcome = 'started'
                   and not exists (select 1 from audit c where c.started_id = s.id)
                """)
            .param("outcome", outcome.code())
            .param("detail", detail)
            .param("id", id)
            .update();
    if (rows != 1) {
      throw new IllegalStateException("audit entry " + id + " is not open");
    }
  }

  /**
   * Returns one more than the limit if there are more; newest first. An action that was started and
   * has finished is returned once, with its outcome and the time of its start.
   */
  public List<AuditEntry> list(AuditQuery query) {
    List<String> conditions =
        new ArrayList<>(
            List.of(
                "a.at >= :since", "not exists (select 1 from audit c where c.started_id = a.id)"));
    if (query.tenant() != null) {
      conditions.add("a.tenant_id = :tenant");
    }
    if (query.environmentId() != null) {
      conditions.add("a.environment_id = :environment");
    }
    if (query.before() != null) {
      conditions.add("a.id < :before");
    }
    var statement =
        jdbc.sql(
                "select a.*, coalesce(s.at, a.at) as begun_at"
                    + " from audit a left join audit s on s.id = a.started_id where "
                    + String.join(" and ", conditions)
                    + " order by a.id desc limit :limit")
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

  private long insert(Caller caller, AuditAction act, AuditOutcome outcome) {
    return jdbc.sql(
            """
            insert into audit (tenant_id, actor, key_id, action, environment_id, operation_id,
              reason, outcome, detail, finished_at)
            values (:tenant, :actor, :key, :action, :environment, :operation, :reason, :outcome,
              :detail, case when :outcome = 'started' then null else now() end)
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
        row.getTimestamp("begun_at").toInstant(),
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

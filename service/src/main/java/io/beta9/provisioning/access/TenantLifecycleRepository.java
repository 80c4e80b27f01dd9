package io.beta9.provisioning.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Creation, states and erasure of tenants. */
public final class TenantLifecycleRepository {
  private static final int BATCH = 5_000;

  private static final String COLUMNS =
      """
      select t.id, t.state, t.state_since, t.state_reason, t.created_at,
             (select count(*) from environments e
               where e.tenant_id = t.id and e.status <> 'destroyed') as environments
        from tenants t
      """;

  /** Deleted in batches, because a tenant may have millions of them. */
  private static final List<String> BATCHES =
      List.of(
          "log_lines where tenant_id = :tenant",
          "events where tenant_id = :tenant",
          """
          journal where operation_id in (select id from operations where tenant_id = :tenant)
          """);

  /** The tables that have the tenant's rows, each after those that refer to it. */
  private static final List<String> TABLES =
      List.of("operations", "environments", "accounts", "api_keys");

  /** References that prevent the deletion of a row. */
  private static final String REFERENCES =
      """
      select format('delete from %I where %I in (select id from %I where tenant_id = :tenant)',
                    child.relname, a.attname, parent.relname)
        from pg_constraint k
        join pg_class child on child.oid = k.conrelid
        join pg_class parent on parent.oid = k.confrelid
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
       where k.contype = 'f' and k.confdeltype in ('a', 'r') and parent.relname = :table
         and child.relname <> all (:tables) and cardinality(k.conkey) = 1
         and parent.relnamespace = current_schema()::regnamespace
       order by child.relname
      """;

  private static final String OWN_ROWS =
      """
      select format('delete from %I where %I = :tenant', child.relname, a.attname)
        from pg_constraint k
        join pg_class child on child.oid = k.conrelid
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
       where k.contype = 'f' and k.confrelid = 'tenants'::regclass and cardinality(k.conkey) = 1
         and child.relname <> all (:tables)
       order by child.relname
      """;

  private final JdbcClient jdbc;

  public TenantLifecycleRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A tenant.
   *
   * @param stateReason why it was suspended, as its owner wrote it
   * @param environments the number of environments that are not destroyed
   */
  public record Tenant(
      TenantId id,
      TenantState state,
      Instant stateSince,
      @Nullable String stateReason,
      Instant createdAt,
      int environments) {}

  /** Creates a tenant; returns false if it exists. */
  public boolean create(TenantId tenant) {
    return jdbc.sql("insert into tenants (id) values (:tenant) on conflict do nothing")
            .param("tenant", tenant.value())
            .update()
        == 1;
  }

  /** Returns the tenants in the order of their names. */
  public List<Tenant> list() {
    return jdbc.sql(COLUMNS + " order by t.id").query(TenantLifecycleRepository::tenant).list();
  }

  public Optional<Tenant> find(TenantId tenant) {
    return jdbc.sql(COLUMNS + " where t.id = :tenant")
        .param("tenant", tenant.value())
        .query(TenantLifecycleRepository::tenant)
        .optional();
  }

  /** Returns the state; empty if there is no such tenant. */
  public Optional<TenantState> state(TenantId tenant) {
    return jdbc.sql("select state from tenants where id = :tenant")
        .param("tenant", tenant.value())
        .query(String.class)
        .optional()
        .map(TenantState::parse);
  }

  /** Returns the state, which does not change until the end of the transaction. */
  public Optional<TenantState> shareState(TenantId tenant) {
    return jdbc.sql("select state from tenants where id = :tenant for share")
        .param("tenant", tenant.value())
        .query(String.class)
        .optional()
        .map(TenantState::parse);
  }

  /**
   * Locks the tenant against new operations until the end of the transaction, and returns it.
   *
   * @return empty if there is no such tenant
   */
  public Optional<Tenant> lock(TenantId tenant) {
    jdbc.sql("select 1 from tenants where id = :tenant for update")
        .param("tenant", tenant.value())
        .query(Integer.class)
        .optional();
    return find(tenant);
  }

  /** Changes the state; returns false if it has changed since. */
  public boolean changeState(
      TenantId tenant, TenantState from, TenantState to, @Nullable String reason) {
    return jdbc.sql(
                """
                update tenants set state = :to, state_since = now(), state_reason = :reason
                 where id = :tenant and state = :from
                """)
            .param("to", to.code())
            .param("reason", reason)
            .param("tenant", tenant.value())
            .param("from", from.code())
            .update()
        == 1;
  }

  /** Returns the ids of the keys that are not revoked. */
  public List<String> activeKeys(TenantId tenant) {
    return jdbc.sql("select id from api_keys where tenant_id = :tenant and revoked_at is null")
        .param("tenant", tenant.value())
        .query(String.class)
        .list();
  }

  /**
   * Deletes a batch of the rows of which a tenant may have many; each call is a transaction of its
   * own.
   *
   * @return the number of rows; 0 if none is left
   */
  public int eraseBatch(TenantId tenant) {
    for (String rows : BATCHES) {
      String table = rows.substring(0, rows.indexOf(' '));
      int deleted =
          jdbc.sql(
                  "delete from %s where ctid = any (array(select ctid from %s limit %d))"
                      .formatted(table, rows, BATCH))
              .param("tenant", tenant.value())
              .update();
      if (deleted > 0) {
        return deleted;
      }
    }
    return 0;
  }

  /**
   * Deletes everything else that refers to a tenant, and the tenant; part of the caller's
   * transaction. The tables follow from the foreign keys, so that none is omitted.
   */
  public void eraseRest(TenantId tenant) {
    String[] tables = TABLES.toArray(String[]::new);
    execute(jdbc.sql(OWN_ROWS).param("tables", tables).query(String.class).list(), tenant);
    for (String table : TABLES) {
      execute(
          jdbc.sql(REFERENCES)
              .param("table", table)
              .param("tables", tables)
              .query(String.class)
              .list(),
          tenant);
      execute(List.of("delete from " + table + " where tenant_id = :tenant"), tenant);
    }
    execute(List.of("delete from tenants where id = :tenant"), tenant);
  }

  private void execute(List<String> statements, TenantId tenant) {
    statements.forEach(statement -> jdbc.sql(statement).param("tenant", tenant.value()).update());
  }

  private static Tenant tenant(ResultSet row, int number) throws SQLException {
    return new Tenant(
        new TenantId(row.getString("id")),
        TenantState.parse(row.getString("state")),
        row.getTimestamp("state_since").toInstant(),
        row.getString("state_reason"),
        row.getTimestamp("created_at").toInstant(),
        row.getInt("environments"));
  }
}

package io.beta9.provisioning.timeline;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.OperationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The events of the environments, in order. */
public final class EventRepository {
  private final JdbcClient jdbc;
  private final JsonMapper json;

  public EventRepository(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * Appends an event, in the caller's transaction.
   *
   * @throws IllegalStateException if the environment does not exist
   */
  public void append(
      TenantId tenant,
      EnvironmentId environment,
      @Nullable OperationId operation,
      EventData event) {
    EventData complete = event.forEnvironment(environment);
    int rows =
        jdbc.sql(
                """
                with number as (
                  update environments set event_seq = event_seq + 1
                   where id = :environment and tenant_id = :tenant
                  returning event_seq)
                insert into events (environment_id, seq, tenant_id, operation_id, kind, message, data)
                select :environment, event_seq, :tenant, :operation, :kind, :message, :data::jsonb
                  from number
                """)
            .param("environment", environment.value())
            .param("tenant", tenant.value())
            .param("operation", operation == null ? null : operation.value())
            .param("kind", event.kind().code())
            .param("message", EventMessages.of(complete))
            .param("data", EventJson.write(complete))
            .update();
    if (rows != 1) {
      throw new IllegalStateException(
          "environment " + environment + " does not exist: " + event.kind().code());
    }
  }

  /**
   * Inserts the first event of an environment that the caller's transaction inserted with it.
   *
   * @throws org.springframework.dao.DuplicateKeyException if the environment has an event
   */
  public void insertFirst(
      TenantId tenant, EnvironmentId environment, OperationId operation, EventData event) {
    EventData complete = event.forEnvironment(environment);
    jdbc.sql(
            """
            insert into events (environment_id, seq, tenant_id, operation_id, kind, message, data)
            values (:environment, 1, :tenant, :operation, :kind, :message, :data::jsonb)
            """)
        .param("environment", environment.value())
        .param("tenant", tenant.value())
        .param("operation", operation.value())
        .param("kind", event.kind().code())
        .param("message", EventMessages.of(complete))
        .param("data", EventJson.write(complete))
        .update();
  }

  /** Returns events with a higher number, in order. */
  public List<Event> after(TenantId tenant, EnvironmentId environment, long seq, int limit) {
    return jdbc.sql(
            """
            select seq, at, operation_id, kind, message, data from events
             where environment_id = :environment and tenant_id = :tenant and seq > :seq
             order by seq limit :limit
            """)
        .param("environment", environment.value())
        .param("tenant", tenant.value())
        .param("seq", seq)
        .param("limit", limit)
        .query(this::event)
        .list();
  }

  /** Returns the last events, the newest first. */
  public List<Event> latest(TenantId tenant, EnvironmentId environment, int limit) {
    return jdbc.sql(
            """
            select seq, at, operation_id, kind, message, data from events
             where environment_id = :environment and tenant_id = :tenant
             order by seq desc limit :limit
            """)
        .param("environment", environment.value())
        .param("tenant", tenant.value())
        .param("limit", limit)
        .query(this::event)
        .list();
  }

  private Event event(ResultSet row, int number) throws SQLException {
    String data = row.getString("data");
    return new Event(
        row.getLong("seq"),
        row.getTimestamp("at").toInstant(),
        row.getString("operation_id"),
        row.getString("kind"),
        row.getString("message"),
        data == null ? null : json.readTree(data));
  }
}

package io.beta9.provisioning.webhook;

import io.beta9.provisioning.access.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The deliveries of a tenant's webhooks. Those of changes of status are added by the database. */
public final class DeliveryRepository {
  private static final String COLUMNS =
      """
      id, webhook_id, message_id, type, environment_id, state, attempts, created_at, due_at,
      last_attempt_at, status, error, finished_at
      """;

  /** The most deliveries that one request replays: as many as may be pending. */
  static final int MAX_PENDING = 1000;

  private static final String AGAIN =
      """
      state = 'pending', attempts_before = attempts, period_start = now(), due_at = now(),
      finished_at = null
      """;

  private final JdbcClient jdbc;

  public DeliveryRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Selects deliveries of a webhook.
   *
   * @param state null for all states
   * @param after the last delivery of the previous page; null for the first page
   */
  public record DeliveryQuery(@Nullable DeliveryState state, @Nullable String after, int limit) {}

  /** Returns one more than the limit if there is a next page; the newest first. */
  public List<WebhookDelivery> list(TenantId tenant, WebhookId webhook, DeliveryQuery query) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                  from webhook_deliveries d
                 where tenant_id = :tenant and webhook_id = :webhook
                   and (cast(:state as text) is null or state = :state)
                   and (cast(:after as text) is null or (created_at, id) < (
                     select a.created_at, a.id from webhook_deliveries a
                      where a.id = :after and a.webhook_id = :webhook and a.tenant_id = :tenant))
                 order by created_at desc, id desc limit :limit
                """)
        .param("tenant", tenant.value())
        .param("webhook", webhook.value())
        .param("state", query.state() == null ? null : query.state().code())
        .param("after", query.after())
        .param("limit", query.limit() + 1)
        .query(DeliveryRepository::delivery)
        .list();
  }

  public Optional<WebhookDelivery> find(TenantId tenant, WebhookId webhook, String id) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from webhook_deliveries"
                + " where tenant_id = :tenant and webhook_id = :webhook and id = :id")
        .param("tenant", tenant.value())
        .param("webhook", webhook.value())
        .param("id", id)
        .query(DeliveryRepository::delivery)
        .optional();
  }

  /**
   * Adds a delivery of an event that does not come from an environment, and returns its id. The
   * caller has found the webhook in the same transaction.
   *
   * @param body the CloudEvent
   */
  public String insert(
      TenantId tenant, WebhookId webhook, String messageId, String type, String body) {
    return jdbc.sql("select add_webhook_delivery(:webhook, :tenant, :message, :type, null, :body)")
        .param("webhook", webhook.value())
        .param("tenant", tenant.value())
        .param("message", messageId)
        .param("type", type)
        .param("body", body)
        .query(String.class)
        .single();
  }

  /**
   * Sends a delivery again, whatever its state, and retries it for another day. The message keeps
   * its id.
   *
   * @return false if the webhook has no such delivery
   */
  public boolean replay(TenantId tenant, WebhookId webhook, String id) {
    return jdbc.sql(
                "update webhook_deliveries set "
                    + AGAIN
                    + " where tenant_id = :tenant and webhook_id = :webhook and id = :id")
            .param("tenant", tenant.value())
            .param("webhook", webhook.value())
            .param("id", id)
            .update()
        == 1;
  }

  /**
   * Sends the deliveries again that were given up, the oldest first, up to the limit of pending
   * ones.
   *
   * @return their number
   */
  public int replayDead(TenantId tenant, WebhookId webhook) {
    return jdbc.sql(
            "update webhook_deliveries set "
                + AGAIN
                + """
                 where id in (
                   select id from webhook_deliveries
                    where tenant_id = :tenant and webhook_id = :webhook and state = 'dead'
                    order by created_at
                    limit greatest(0, :limit - (
                      select count(*) from webhook_deliveries
                       where webhook_id = :webhook and state = 'pending')))
                """)
        .param("tenant", tenant.value())
        .param("webhook", webhook.value())
        .param("limit", MAX_PENDING)
        .update();
  }

  private static WebhookDelivery delivery(ResultSet row, int number) throws SQLException {
    DeliveryState state = DeliveryState.parse(row.getString("state")).orElseThrow();
    int status = row.getInt("status");
    return new WebhookDelivery(
        row.getString("id"),
        new WebhookId(row.getString("webhook_id")),
        row.getString("message_id"),
        row.getString("type"),
        row.getString("environment_id"),
        state,
        row.getInt("attempts"),
        row.getTimestamp("created_at").toInstant(),
        state == DeliveryState.PENDING ? instant(row, "due_at") : null,
        instant(row, "last_attempt_at"),
        status == 0 ? null : status,
        row.getString("error"),
        instant(row, "finished_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}

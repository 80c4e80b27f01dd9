package io.beta9.provisioning.webhook;

import io.beta9.provisioning.access.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The webhooks of all tenants. No method returns a secret. */
public final class WebhookRepository {
  private static final String SELECT =
      """
      select w.id, w.tenant_id, w.url, w.description, w.enabled, w.created_at, w.updated_at,
             case when w.previous_secret_until > now() then w.previous_secret_until end
               as previous_secret_until,
             (select count(*) from webhook_deliveries d
               where d.webhook_id = w.id and d.state = 'pending') as pending,
             (select count(*) from webhook_deliveries d
               where d.webhook_id = w.id and d.state = 'dead') as dead
        from webhooks w
      """;

  private final JdbcClient jdbc;
  private final SecretCipher cipher;

  public WebhookRepository(JdbcClient jdbc, SecretCipher cipher) {
    this.jdbc = jdbc;
    this.cipher = cipher;
  }

  /** A new webhook. */
  public record NewWebhook(
      WebhookId id,
      TenantId tenant,
      WebhookUrl url,
      String description,
      boolean enabled,
      WebhookSecret secret,
      String createdBy) {}

  /** New values; null for those that remain. */
  public record WebhookChange(
      @Nullable WebhookUrl url, @Nullable String description, @Nullable Boolean enabled) {}

  public void insert(NewWebhook webhook) {
    jdbc.sql(
            """
            insert into webhooks (id, tenant_id, url, description, enabled, secret, created_by)
            values (:id, :tenant, :url, :description, :enabled, :secret, :by)
            """)
        .param("id", webhook.id().value())
        .param("tenant", webhook.tenant().value())
        .param("url", webhook.url().toString())
        .param("description", webhook.description())
        .param("enabled", webhook.enabled())
        .param("secret", cipher.seal(webhook.id(), webhook.secret()))
        .param("by", webhook.createdBy())
        .update();
  }

  /** Returns the webhooks of a tenant, the oldest first. */
  public List<Webhook> list(TenantId tenant) {
    return jdbc.sql(SELECT + " where w.tenant_id = :tenant order by w.created_at, w.id")
        .param("tenant", tenant.value())
        .query(WebhookRepository::webhook)
        .list();
  }

  /** Returns the webhooks of all tenants, the oldest first, for operators. */
  public List<Webhook> listOfAllTenants() {
    return jdbc.sql(SELECT + " order by w.created_at, w.id")
        .query(WebhookRepository::webhook)
        .list();
  }

  /** Returns some of the webhooks of all tenants, the oldest first, for operators. */
  public List<Webhook> pageOfAllTenants(int limit, int offset) {
    return jdbc.sql(SELECT + " order by w.created_at, w.id limit :limit offset :offset")
        .param("limit", limit)
        .param("offset", offset)
        .query(WebhookRepository::webhook)
        .list();
  }

  public Optional<Webhook> find(TenantId tenant, WebhookId id) {
    return jdbc.sql(SELECT + " where w.tenant_id = :tenant and w.id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(WebhookRepository::webhook)
        .optional();
  }

  /** Like {@link #find}; also locks the webhook until the transaction ends. */
  public Optional<Webhook> lock(TenantId tenant, WebhookId id) {
    jdbc.sql("select 1 from webhooks where tenant_id = :tenant and id = :id for no key update")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(Integer.class)
        .optional();
    return find(tenant, id);
  }

  /** Changes a webhook; returns false if the tenant has none with this id. */
  public boolean update(TenantId tenant, WebhookId id, WebhookChange change) {
    return jdbc.sql(
                """
                update webhooks
                   set url = coalesce(:url, url), description = coalesce(:description, description),
                       enabled = coalesce(:enabled, enabled), updated_at = now()
                 where tenant_id = :tenant and id = :id
                """)
            .param("url", change.url() == null ? null : change.url().toString())
            .param("description", change.description())
            .param("enabled", change.enabled(), java.sql.Types.BOOLEAN)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .update()
        == 1;
  }

  /**
   * Replaces the secret. Until the overlap has passed, deliveries are signed with the previous one
   * as well; one that was still valid before it is dropped.
   *
   * @return false if the tenant has no webhook with this id
   */
  public boolean rotate(TenantId tenant, WebhookId id, WebhookSecret secret, Duration overlap) {
    return jdbc.sql(
                """
                update webhooks
                   set previous_secret = secret, secret = :secret, updated_at = now(),
                       previous_secret_until = now() + make_interval(secs => :overlap)
                 where tenant_id = :tenant and id = :id
                """)
            .param("secret", cipher.seal(id, secret))
            .param("overlap", (double) overlap.toSeconds())
            .param("tenant", tenant.value())
            .param("id", id.value())
            .update()
        == 1;
  }

  /** Deletes a webhook with its deliveries; returns false if the tenant has none with this id. */
  public boolean delete(TenantId tenant, WebhookId id) {
    return jdbc.sql("delete from webhooks where tenant_id = :tenant and id = :id")
            .param("tenant", tenant.value())
            .param("id", id.value())
            .update()
        == 1;
  }

  private static Webhook webhook(ResultSet row, int number) throws SQLException {
    return new Webhook(
        new WebhookId(row.getString("id")),
        new TenantId(row.getString("tenant_id")),
        row.getString("url"),
        row.getString("description"),
        row.getBoolean("enabled"),
        instant(row, "previous_secret_until"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        row.getInt("pending"),
        row.getInt("dead"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}

package io.beta9.provisioning.webhook;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.format.Excerpt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The deliveries of all tenants as a queue. A delivery is claimed by compare-and-set; the claim
 * makes it due again after the lease, so that the delivery of a process that died is sent by
 * another one.
 */
final class DeliveryClaimRepository {
  private static final int MAX_ERROR_LENGTH = 300;

  private final JdbcClient jdbc;
  private final SecretCipher cipher;

  DeliveryClaimRepository(JdbcClient jdbc, SecretCipher cipher) {
    this.jdbc = jdbc;
    this.cipher = cipher;
  }

  /**
   * Returns the earliest due delivery of each enabled webhook, at first one of each tenant, then
   * the second ones.
   *
   * @param busy webhooks to which this process is sending
   */
  List<DueDelivery> due(Collection<WebhookId> busy, int limit) {
    return jdbc.sql(
            """
            select id, webhook_id, tenant_id from (
              select d.id, w.id as webhook_id, w.tenant_id, d.due_at,
                     row_number() over (partition by w.tenant_id order by d.due_at, d.id) as turn
                from webhooks w
                cross join lateral (
                  select id, due_at from webhook_deliveries
                   where webhook_id = w.id and state = 'pending' and due_at <= now()
                   order by due_at limit 1) d
               where w.enabled and w.id <> all (:busy)) earliest
             order by turn, due_at limit :limit
            """)
        .param("busy", busy.stream().map(WebhookId::value).toArray(String[]::new))
        .param("limit", limit)
        .query(
            (row, number) ->
                new DueDelivery(
                    row.getString("id"),
                    new WebhookId(row.getString("webhook_id")),
                    new TenantId(row.getString("tenant_id"))))
        .list();
  }

  /** Claims a delivery; empty if it is no longer due. */
  Optional<ClaimedDelivery> claim(String id, Duration lease) {
    return jdbc.sql(
            """
            update webhook_deliveries d
               set attempts = attempts + 1, last_attempt_at = now(),
                   due_at = now() + make_interval(secs => :lease)
              from webhooks w
             where d.id = :id and w.id = d.webhook_id and w.enabled
               and d.state = 'pending' and d.due_at <= now()
            returning d.id, d.attempts, d.attempts - d.attempts_before as attempt, d.message_id,
                   d.body, w.id as webhook_id, w.url, w.secret,
                   extract(epoch from now() - d.period_start) as elapsed,
                   case when w.previous_secret_until > now() then w.previous_secret end
                     as previous_secret
            """)
        .param("id", id)
        .param("lease", (double) lease.toSeconds())
        .query(this::claimed)
        .optional();
  }

  private ClaimedDelivery claimed(ResultSet row, int number) throws SQLException {
    WebhookId webhook = new WebhookId(row.getString("webhook_id"));
    return new ClaimedDelivery(
        row.getString("id"),
        row.getInt("attempts"),
        row.getInt("attempt"),
        Duration.ofMillis(Math.round(row.getDouble("elapsed") * 1000)),
        row.getString("message_id"),
        row.getString("body"),
        row.getString("url"),
        Stream.of(opened(webhook, row.getBytes("secret")), previous(webhook, row))
            .flatMap(Optional::stream)
            .toList());
  }

  private Optional<WebhookSecret> previous(WebhookId webhook, ResultSet row) throws SQLException {
    return opened(webhook, row.getBytes("previous_secret"));
  }

  private Optional<WebhookSecret> opened(WebhookId webhook, byte @Nullable [] sealed) {
    return sealed == null ? Optional.empty() : cipher.open(webhook, sealed);
  }

  /** Records that the receiver accepted; returns false if a later attempt has been claimed. */
  boolean delivered(ClaimedDelivery delivery, int status) {
    return record(
        delivery,
        "state = 'delivered', status = :status, error = null, finished_at = now()",
        Map.of("status", status));
  }

  /** Records a failed attempt and when to repeat it; returns false if a later one was claimed. */
  boolean postpone(ClaimedDelivery delivery, @Nullable Integer status, String error, Duration by) {
    Map<String, @Nullable Object> values = failure(status, error);
    values.put("delay", by.toMillis() / 1000.0);
    return record(
        delivery,
        "status = :status, error = :error, due_at = now() + make_interval(secs => :delay)",
        values);
  }

  /** Gives a delivery up; returns false if a later attempt has been claimed. */
  boolean giveUp(ClaimedDelivery delivery, @Nullable Integer status, String error) {
    return record(
        delivery,
        "state = 'dead', status = :status, error = :error, finished_at = now()",
        failure(status, error));
  }

  private static Map<String, @Nullable Object> failure(@Nullable Integer status, String error) {
    Map<String, @Nullable Object> values = new TreeMap<>();
    values.put("status", status);
    values.put("error", Excerpt.of(error, MAX_ERROR_LENGTH));
    return values;
  }

  private boolean record(
      ClaimedDelivery delivery,
      String assignments,
      Map<String, ? extends @Nullable Object> values) {
    JdbcClient.StatementSpec statement =
        jdbc.sql(
                "update webhook_deliveries set "
                    + assignments
                    + " where id = :id and attempts = :claim and state = 'pending'")
            .param("id", delivery.id())
            .param("claim", delivery.claim());
    for (Map.Entry<String, ? extends @Nullable Object> value : new ArrayList<>(values.entrySet())) {
      statement =
          value.getKey().equals("status")
              ? statement.param("status", value.getValue(), java.sql.Types.INTEGER)
              : statement.param(value.getKey(), value.getValue());
    }
    return statement.update() == 1;
  }

  /** Gives up what is still pending for a disabled webhook after the period of retries. */
  int giveUpDisabled() {
    return jdbc.sql(
            """
            update webhook_deliveries d
               set state = 'dead', finished_at = now(), error = 'the webhook is disabled'
              from webhooks w
             where w.id = d.webhook_id and not w.enabled and d.state = 'pending'
               and d.period_start < now() - make_interval(secs => :period)
            """)
        .param("period", (double) RedeliverySchedule.PERIOD.toSeconds())
        .update();
  }

  /** Counts what is not delivered. */
  UndeliveredGauges.UndeliveredCounts undelivered() {
    // Each count reads a partial index.
    return jdbc.sql(
            """
            select (select count(*) from webhook_deliveries where state = 'pending') as pending,
                   (select count(*) from webhook_deliveries where state = 'dead') as dead,
                   (select count(*) from webhook_deliveries d
                      join webhooks w on w.id = d.webhook_id and w.enabled
                     where d.finished_at > now() - interval '1 hour' and d.state = 'dead') as dead_last_hour,
                   (select count(distinct d.webhook_id) from webhook_deliveries d
                      join webhooks w on w.id = d.webhook_id and w.enabled
                     where d.state = 'pending'
                       and d.period_start <= now() - make_interval(secs => :failing)) as failing
            """)
        .param("failing", (double) UndeliveredGauges.FAILING_AFTER.toSeconds())
        .query(
            (row, number) ->
                new UndeliveredGauges.UndeliveredCounts(
                    row.getLong("pending"),
                    row.getLong("dead"),
                    row.getLong("dead_last_hour"),
                    row.getLong("failing")))
        .single();
  }
}

package io.beta9.provisioning.webhook;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.network.AddressPolicy;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.util.List;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Webhooks in a database with a queue of operations. */
final class TestWebhooks implements AutoCloseable {
  static final TenantId ACME = new TenantId("acme");

  final HikariDataSource database = Servers.migratedDatabase();
  final TestQueue queue = new TestQueue(database);
  final JdbcClient jdbc = queue.jdbc;
  final SecretCipher cipher = new SecretCipher("key", new Random(1));
  final WebhookRepository webhooks = new WebhookRepository(jdbc, cipher);
  final DeliveryRepository deliveries = new DeliveryRepository(jdbc);
  final DeliveryClaimRepository claims = new DeliveryClaimRepository(jdbc, cipher);
  private final Random random = new Random(2);

  WebhookId webhook(TenantId tenant, boolean enabled, WebhookSecret secret) {
    jdbc.sql("insert into tenants (id) values (:id) on conflict do nothing")
        .param("id", tenant.value())
        .update();
    WebhookId id = WebhookId.random(random);
    webhooks.insert(
        new WebhookRepository.NewWebhook(
            id,
            tenant,
            WebhookUrl.parse("https://example.com/" + id, AddressPolicy.PUBLIC),
            "",
            enabled,
            secret,
            "test"));
    return id;
  }

  WebhookId webhook(TenantId tenant) {
    return webhook(tenant, true, WebhookSecret.random(random));
  }

  String delivery(TenantId tenant, WebhookId webhook) {
    return deliveries.insert(tenant, webhook, "msg_" + random.nextLong(), "type", "{}");
  }

  WebhookDelivery find(WebhookId webhook, String delivery) {
    return deliveries.find(ACME, webhook, delivery).orElseThrow();
  }

  /** Returns the bodies of a webhook's deliveries, the oldest first. */
  List<String> bodies(WebhookId webhook) {
    return jdbc.sql(
            "select body from webhook_deliveries where webhook_id = :id order by created_at, id")
        .param("id", webhook.value())
        .query(String.class)
        .list();
  }

  @Override
  public void close() {
    database.close();
  }
}

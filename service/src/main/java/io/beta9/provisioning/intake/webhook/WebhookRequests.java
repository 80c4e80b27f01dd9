package io.beta9.provisioning.intake.webhook;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.webhook.DeliveryRepository;
import io.beta9.provisioning.webhook.DeliveryRepository.DeliveryQuery;
import io.beta9.provisioning.webhook.TestEvent;
import io.beta9.provisioning.webhook.Webhook;
import io.beta9.provisioning.webhook.WebhookDelivery;
import io.beta9.provisioning.webhook.WebhookId;
import io.beta9.provisioning.webhook.WebhookRepository;
import io.beta9.provisioning.webhook.WebhookRepository.NewWebhook;
import io.beta9.provisioning.webhook.WebhookRepository.WebhookChange;
import io.beta9.provisioning.webhook.WebhookSecret;
import io.beta9.provisioning.webhook.WebhookUrl;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Requests about webhooks. Each change and its audit entry are one transaction. */
public final class WebhookRequests {
  private final WebhookStore store;
  private final int maxWebhooks;
  private final Clock clock;
  private final RandomGenerator random;

  /** What the requests read and write. */
  public record WebhookStore(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      WebhookRepository webhooks,
      DeliveryRepository deliveries,
      AuditRepository audit) {}

  /**
   * @param maxWebhooks the number of webhooks that a tenant may have
   */
  public WebhookRequests(WebhookStore store, int maxWebhooks, Clock clock, RandomGenerator random) {
    this.store = store;
    this.maxWebhooks = maxWebhooks;
    this.clock = clock;
    this.random = random;
  }

  /** A webhook with a secret that is not returned again. */
  public record IssuedSecret(Webhook webhook, WebhookSecret secret) {}

  /**
   * Creates a webhook.
   *
   * @throws WebhookLimitException if the tenant has the maximum number
   */
  public IssuedSecret create(Caller caller, WebhookUrl url, String description, boolean enabled) {
    TenantId tenant = caller.tenant();
    return inTransaction(
        () -> {
          lockTenant(tenant);
          ChangeCondition.verify();
          if (store.webhooks().list(tenant).size() >= maxWebhooks) {
            throw new WebhookLimitException(tenant, maxWebhooks);
          }
          WebhookId id = WebhookId.random(random);
          WebhookSecret secret = WebhookSecret.random(random);
          store
              .webhooks()
              .insert(new NewWebhook(id, tenant, url, description, enabled, secret, caller.name()));
          record(caller, "webhooks.add", id + ", " + url.receiver());
          return new IssuedSecret(required(caller, id), secret);
        });
  }

  /** Serialises the creations of a tenant, so that they are counted. */
  private void lockTenant(TenantId tenant) {
    store
        .jdbc()
        .sql("select 1 from tenants where id = :id for no key update")
        .param("id", tenant.value())
        .query(Integer.class)
        .optional();
  }

  /** Returns the webhooks of the caller's tenant. */
  public List<Webhook> list(Caller caller) {
    return store.webhooks().list(caller.tenant());
  }

  /** Returns the webhooks of all tenants. */
  public List<Webhook> listAll() {
    return store.webhooks().listOfAllTenants();
  }

  /** Returns some of the webhooks of all tenants. */
  public List<Webhook> pageOfAll(int limit, int offset) {
    return store.webhooks().pageOfAllTenants(limit, offset);
  }

  /**
   * Returns a webhook.
   *
   * @throws UnknownWebhookException if the tenant has none with this id
   */
  public Webhook find(Caller caller, String id) {
    return required(caller, id(id));
  }

  /**
   * Changes a webhook and returns it.
   *
   * @throws UnknownWebhookException if the tenant has none with this id
   */
  public Webhook update(Caller caller, String id, WebhookChange change) {
    return change(
        caller,
        id,
        locked -> {
          WebhookId webhook = locked.id();
          if (!store.webhooks().update(caller.tenant(), webhook, change)) {
            throw new UnknownWebhookException(id);
          }
          record(caller, "webhooks.update", webhook + changes(change));
          return required(caller, webhook);
        });
  }

  private static String changes(WebhookChange change) {
    return (change.url() == null ? "" : ", URL of " + change.url().receiver())
        + (change.description() == null ? "" : ", description")
        + (change.enabled() == null ? "" : change.enabled() ? ", enabled" : ", disabled");
  }

  /**
   * Replaces the secret; the previous one also signs until the overlap has passed.
   *
   * @throws UnknownWebhookException if the tenant has none with this id
   */
  public IssuedSecret rotate(Caller caller, String id, Duration overlap) {
    return change(
        caller,
        id,
        locked -> {
          WebhookId webhook = locked.id();
          WebhookSecret secret = WebhookSecret.random(random);
          if (!store.webhooks().rotate(caller.tenant(), webhook, secret, overlap)) {
            throw new UnknownWebhookException(id);
          }
          record(caller, "webhooks.rotate", webhook + ", overlap " + overlap);
          return new IssuedSecret(required(caller, webhook), secret);
        });
  }

  /**
   * Deletes a webhook with its deliveries, and returns it.
   *
   * @throws UnknownWebhookException if the tenant has none with this id
   */
  public Webhook remove(Caller caller, String id) {
    return change(
        caller,
        id,
        removed -> {
          if (!store.webhooks().delete(caller.tenant(), removed.id())) {
            throw new UnknownWebhookException(id);
          }
          record(
              caller, "webhooks.remove", removed.id() + ", " + WebhookUrl.receiver(removed.url()));
          return removed;
        });
  }

  /**
   * Returns deliveries of a webhook, one more than the limit if there is a next page.
   *
   * @throws UnknownWebhookException if the tenant has none with this id
   */
  public List<WebhookDelivery> deliveries(Caller caller, String id, DeliveryQuery query) {
    return store.deliveries().list(caller.tenant(), find(caller, id).id(), query);
  }

  /**
   * Returns a delivery.
   *
   * @throws UnknownWebhookException if the tenant has no such webhook
   * @throws UnknownDeliveryException if the webhook has no such delivery
   */
  public WebhookDelivery delivery(Caller caller, String id, String delivery) {
    return required(caller, find(caller, id).id(), delivery);
  }

  /**
   * Sends a test event to a webhook and returns its delivery.
   *
   * @throws UnknownWebhookException if the tenant has none with this id
   * @throws WebhookDisabledException if deliveries to it are disabled
   */
  public WebhookDelivery test(Caller caller, String id) {
    return change(
        caller,
        id,
        webhook -> {
          if (!webhook.enabled()) {
            throw new WebhookDisabledException(webhook.id());
          }
          TestEvent event = TestEvent.create(webhook, clock.instant(), random);
          String delivery =
              store
                  .deliveries()
                  .insert(
                      caller.tenant(),
                      webhook.id(),
                      event.messageId(),
                      TestEvent.TYPE,
                      event.body());
          record(caller, "webhooks.test", webhook.id() + ", " + delivery);
          return required(caller, webhook.id(), delivery);
        });
  }

  /**
   * Sends a delivery again.
   *
   * @throws UnknownWebhookException if the tenant has no such webhook
   * @throws UnknownDeliveryException if the webhook has no such delivery
   */
  public WebhookDelivery replay(Caller caller, String id, String delivery) {
    return change(
        caller,
        id,
        locked -> {
          WebhookId webhook = locked.id();
          if (!store.deliveries().replay(caller.tenant(), webhook, delivery)) {
            throw new UnknownDeliveryException(delivery);
          }
          record(caller, "webhooks.replay", webhook + ", " + delivery);
          return required(caller, webhook, delivery);
        });
  }

  /**
   * Sends all deliveries again that were given up, as far as the limit of pending ones permits.
   *
   * @return their number
   * @throws UnknownWebhookException if the tenant has none with this id
   */
  public int replayDead(Caller caller, String id) {
    return change(
        caller,
        id,
        locked -> {
          WebhookId webhook = locked.id();
          int replayed = store.deliveries().replayDead(caller.tenant(), webhook);
          record(caller, "webhooks.replay", webhook + ", " + replayed + " deliveries");
          return replayed;
        });
  }

  private Webhook required(Caller caller, WebhookId id) {
    return store
        .webhooks()
        .find(caller.tenant(), id)
        .orElseThrow(() -> new UnknownWebhookException(id.value()));
  }

  private WebhookDelivery required(Caller caller, WebhookId webhook, String delivery) {
    return store
        .deliveries()
        .find(caller.tenant(), webhook, delivery)
        .orElseThrow(() -> new UnknownDeliveryException(delivery));
  }

  private static WebhookId id(String text) {
    return WebhookId.parse(text).orElseThrow(() -> new UnknownWebhookException(text));
  }

  private void record(Caller caller, String action, @Nullable String detail) {
    store.audit().recordDone(caller, new AuditAction(action, null, null, detail));
  }

  /** Changes a locked webhook, on the {@link ChangeCondition} of the request. */
  private <T> T change(Caller caller, String id, Function<Webhook, T> work) {
    WebhookId webhook = id(id);
    return inTransaction(
        () -> {
          Webhook locked =
              store
                  .webhooks()
                  .lock(caller.tenant(), webhook)
                  .orElseThrow(() -> new UnknownWebhookException(id));
          ChangeCondition.verify();
          return work.apply(locked);
        });
  }

  private <T> T inTransaction(Supplier<T> work) {
    return Objects.requireNonNull(store.transactions().execute(status -> work.get()));
  }
}

package io.beta9.provisioning.webhook;

import io.beta9.provisioning.access.TenantId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The deliveries that this process is sending: one to each webhook, a few of each tenant, and a
 * number in total that many slow receivers of one tenant cannot reach. Thread-safe.
 */
final class InFlightDeliveries {
  /** The number of concurrent deliveries of a process. */
  static final int MAX_TOTAL = 100;

  /** The number of concurrent deliveries of a tenant in a process. */
  static final int MAX_OF_TENANT = 4;

  private final Set<WebhookId> webhooks = new HashSet<>();
  private final Map<TenantId, Integer> ofTenant = new HashMap<>();

  /** Adds a delivery; returns false if a limit is reached. */
  synchronized boolean tryAdd(DueDelivery delivery) {
    int running = ofTenant.getOrDefault(delivery.tenant(), 0);
    if (webhooks.size() >= MAX_TOTAL
        || running >= MAX_OF_TENANT
        || webhooks.contains(delivery.webhook())) {
      return false;
    }
    webhooks.add(delivery.webhook());
    ofTenant.put(delivery.tenant(), running + 1);
    return true;
  }

  synchronized void remove(DueDelivery delivery) {
    webhooks.remove(delivery.webhook());
    ofTenant.computeIfPresent(
        delivery.tenant(), (tenant, running) -> running == 1 ? null : running - 1);
  }

  /** Returns the webhooks to which deliveries are being sent. */
  synchronized Set<WebhookId> webhooks() {
    return Set.copyOf(webhooks);
  }
}

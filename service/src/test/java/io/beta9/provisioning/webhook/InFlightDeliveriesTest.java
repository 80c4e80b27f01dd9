package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InFlightDeliveriesTest {
  private final InFlightDeliveries inFlight = new InFlightDeliveries();
  private final Random random = new Random(1);

  private DueDelivery due(String tenant) {
    return new DueDelivery("whd_1", WebhookId.random(random), new TenantId(tenant));
  }

  @Test
  void sends_one_delivery_to_a_webhook_at_a_time() {
    DueDelivery first = due("acme");

    assertThat(inFlight.tryAdd(first)).isTrue();
    assertThat(inFlight.tryAdd(first)).isFalse();
    inFlight.remove(first);
    assertThat(inFlight.tryAdd(first)).isTrue();
  }

  @Test
  void the_slow_receivers_of_a_tenant_do_not_delay_another_one() {
    List<DueDelivery> running = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      DueDelivery next = due("acme");
      if (inFlight.tryAdd(next)) {
        running.add(next);
      }
    }

    assertThat(running).hasSize(InFlightDeliveries.MAX_OF_TENANT);
    assertThat(inFlight.tryAdd(due("globex"))).isTrue();
    inFlight.remove(running.getFirst());
    assertThat(inFlight.tryAdd(due("acme"))).isTrue();
    assertThat(inFlight.tryAdd(due("acme"))).isFalse();
  }

  @Test
  void the_number_in_total_is_bounded() {
    for (int i = 0; i < InFlightDeliveries.MAX_TOTAL; i++) {
      assertThat(inFlight.tryAdd(due("tenant-" + i))).isTrue();
    }

    assertThat(inFlight.tryAdd(due("one-more"))).isFalse();
    assertThat(inFlight.webhooks()).hasSize(InFlightDeliveries.MAX_TOTAL);
  }
}

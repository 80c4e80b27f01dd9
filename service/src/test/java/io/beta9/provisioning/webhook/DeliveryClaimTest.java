package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.network.AddressPolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The states of a delivery from its first attempt to its end. */
class DeliveryClaimTest {
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<WebhookRequest> sent = new ArrayList<>();
  private AttemptResult result = new AttemptResult.ReceiverAccepted(200);
  private TestWebhooks test;
  private WebhookId webhook;
  private String delivery;
  private DeliveryAttempt attempt;

  @BeforeEach
  void open() {
    test = new TestWebhooks();
    webhook = test.webhook(TestWebhooks.ACME);
    delivery = test.delivery(TestWebhooks.ACME, webhook);
    attempt =
        new DeliveryAttempt(
            test.claims,
            request -> {
              sent.add(request);
              return result;
            },
            AddressPolicy.PUBLIC,
            new WebhookMetrics(meters),
            Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC),
            new Random(1));
  }

  @AfterEach
  void close() {
    test.close();
  }

  private ClaimedDelivery claim() {
    return test.claims.claim(delivery, LEASE).orElseThrow();
  }

  private WebhookDelivery found() {
    return test.find(webhook, delivery);
  }

  private void age(String interval) {
    test.jdbc
        .sql(
            "update webhook_deliveries set period_start = now() - cast(:age as interval),"
                + " due_at = now()")
        .param("age", interval)
        .update();
  }

  private double attempts(String outcome) {
    return meters.get("provisioning.webhook.attempts").tag("outcome", outcome).counter().count();
  }

  @Test
  void an_accepted_delivery_is_finished() {
    attempt.execute(claim());

    assertThat(found().state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(found().status()).isEqualTo(200);
    assertThat(found().finishedAt()).isNotNull();
    assertThat(found().nextAttemptAt()).isNull();
    assertThat(test.claims.claim(delivery, LEASE)).isEmpty();
    assertThat(attempts("delivered")).isEqualTo(1);
    assertThat(sent)
        .singleElement()
        .matches(request -> request.epochSeconds() == 1_700_000_000)
        .matches(request -> request.messageId().equals(found().messageId()));
  }

  @Test
  void a_delivery_is_claimed_once_until_its_lease_has_passed() {
    claim();

    assertThat(test.claims.claim(delivery, LEASE)).isEmpty();
    assertThat(test.claims.due(Set.of(), 10)).isEmpty();

    age("1 second");
    assertThat(claim().claim()).isEqualTo(2);
  }

  @Test
  void a_rejected_delivery_is_due_again_after_its_delay_with_the_same_id() {
    result = new AttemptResult.ReceiverRejected(500);

    attempt.execute(claim());

    assertThat(found().state()).isEqualTo(DeliveryState.PENDING);
    assertThat(found().error()).isEqualTo("the receiver answered with status 500");
    assertThat(found().nextAttemptAt()).isAfter(found().lastAttemptAt());
    assertThat(test.claims.claim(delivery, LEASE)).isEmpty();
    age("10 seconds");
    result = new AttemptResult.ReceiverAccepted(204);
    attempt.execute(claim());
    assertThat(sent).extracting(WebhookRequest::messageId).containsOnly(found().messageId());
    assertThat(found().attempts()).isEqualTo(2);
    assertThat(found().error()).isNull();
    assertThat(attempts("postponed")).isEqualTo(1);
  }

  @Test
  void a_failure_within_the_day_is_postponed_and_one_after_it_is_final() {
    result = new AttemptResult.NoResponse("the connection is refused");
    age("23 hours 59 minutes");
    attempt.execute(claim());
    assertThat(found().state()).isEqualTo(DeliveryState.PENDING);

    age("24 hours");
    attempt.execute(claim());

    assertThat(found().state()).isEqualTo(DeliveryState.DEAD);
    assertThat(found().error()).isEqualTo("the connection is refused");
    assertThat(test.claims.claim(delivery, LEASE)).isEmpty();
    assertThat(attempts("dead")).isEqualTo(1);
  }

  @Test
  void a_receiver_that_is_gone_receives_no_further_attempt() {
    result = new AttemptResult.ReceiverRejected(410);

    attempt.execute(claim());

    assertThat(found().state()).isEqualTo(DeliveryState.DEAD);
  }

  @Test
  void a_replay_keeps_the_id_and_begins_another_day() {
    result = new AttemptResult.ReceiverRejected(500);
    age("25 hours");
    attempt.execute(claim());
    String message = found().messageId();

    assertThat(test.deliveries.replay(TestWebhooks.ACME, webhook, delivery)).isTrue();

    ClaimedDelivery replayed = claim();
    assertThat(replayed.messageId()).isEqualTo(message);
    assertThat(replayed.attempt()).isEqualTo(1);
    assertThat(replayed.elapsed()).isLessThan(Duration.ofMinutes(1));
    attempt.execute(replayed);
    assertThat(found().state()).isEqualTo(DeliveryState.PENDING);
  }

  @Test
  void replays_all_that_were_given_up_as_far_as_the_limit_of_pending_ones_permits() {
    test.jdbc
        .sql(
            """
            insert into webhook_deliveries (id, webhook_id, tenant_id, message_id, type, body, state,
              finished_at)
            select 'whd_' || n, :id, 'acme', 'msg', 't', '{}', 'dead', now()
              from generate_series(1, 1001) n
            """)
        .param("id", webhook.value())
        .update();

    assertThat(test.deliveries.replayDead(TestWebhooks.ACME, webhook)).isEqualTo(999);

    assertThat(test.webhooks.find(TestWebhooks.ACME, webhook).orElseThrow())
        .matches(all -> all.pending() == 1000)
        .matches(all -> all.dead() == 2);
    assertThat(test.deliveries.replayDead(TestWebhooks.ACME, webhook)).isZero();
  }

  @Test
  void the_end_of_a_long_error_is_stored() {
    assertThat(test.claims.giveUp(claim(), null, "x".repeat(1000) + ": certificate expired"))
        .isTrue();

    assertThat(found().error()).hasSize(300).startsWith("xxx").endsWith(": certificate expired");
  }

  @Test
  void the_result_of_an_attempt_that_lost_its_lease_is_not_recorded() {
    ClaimedDelivery lost = claim();
    age("1 minute");
    attempt.execute(claim());

    assertThat(test.claims.giveUp(lost, 500, "late")).isFalse();
    assertThat(test.claims.postpone(lost, 500, "late", LEASE)).isFalse();

    assertThat(found().state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void signs_with_the_previous_secret_until_the_overlap_has_passed() {
    WebhookSecret next = WebhookSecret.random(new Random(9));
    test.webhooks.rotate(TestWebhooks.ACME, webhook, next, Duration.ofHours(1));
    assertThat(claim().secrets()).hasSize(2).startsWith(next);

    test.jdbc.sql("update webhooks set previous_secret_until = now()").update();
    age("1 second");

    assertThat(claim().secrets()).containsExactly(next);
  }

  @Test
  void a_disabled_webhook_receives_nothing_and_its_deliveries_are_given_up_after_the_day() {
    test.webhooks.update(
        TestWebhooks.ACME, webhook, new WebhookRepository.WebhookChange(null, null, false));

    assertThat(test.claims.due(Set.of(), 10)).isEmpty();
    assertThat(test.claims.claim(delivery, LEASE)).isEmpty();
    age("23 hours");
    assertThat(test.claims.giveUpDisabled()).isZero();
    age("24 hours 1 minute");
    assertThat(test.claims.giveUpDisabled()).isEqualTo(1);
    assertThat(found().state()).isEqualTo(DeliveryState.DEAD);
  }

  @Test
  void counts_what_enabled_webhooks_have_not_received_for_an_hour_or_have_lost_within_one() {
    new UndeliveredGauges(test.claims, meters);
    String second = test.delivery(TestWebhooks.ACME, webhook);
    assertThat(test.claims.undelivered())
        .isEqualTo(new UndeliveredGauges.UndeliveredCounts(2, 0, 0, 0));

    age("59 minutes");
    assertThat(test.claims.undelivered().failingWebhooks()).isZero();
    age("60 minutes");
    assertThat(test.claims.undelivered())
        .as("two deliveries of one webhook")
        .isEqualTo(new UndeliveredGauges.UndeliveredCounts(2, 0, 0, 1));

    age("24 hours");
    result = new AttemptResult.NoResponse("the connection is refused");
    attempt.execute(claim());
    attempt.execute(test.claims.claim(second, LEASE).orElseThrow());
    assertThat(test.claims.undelivered())
        .isEqualTo(new UndeliveredGauges.UndeliveredCounts(0, 2, 2, 0));
    assertThat(meters.get("provisioning.webhook.dead.last.hour").gauge().value()).isEqualTo(2);
    assertThat(meters.get("provisioning.webhooks.failing").gauge().value()).isZero();

    test.jdbc
        .sql("update webhook_deliveries set finished_at = now() - interval '1 hour' where id = :id")
        .param("id", second)
        .update();
    assertThat(test.claims.undelivered().deadLastHour()).isEqualTo(1);
    test.webhooks.update(
        TestWebhooks.ACME, webhook, new WebhookRepository.WebhookChange(null, null, false));
    assertThat(test.claims.undelivered())
        .as("what a tenant has switched off is not counted")
        .isEqualTo(new UndeliveredGauges.UndeliveredCounts(0, 2, 0, 0));
  }

  @Test
  void a_secret_of_another_encryption_key_fails_the_attempt_and_nothing_is_sent() {
    DeliveryClaimRepository others =
        new DeliveryClaimRepository(test.jdbc, new SecretCipher("other", new Random(1)));

    attempt.execute(others.claim(delivery, LEASE).orElseThrow());

    assertThat(sent).isEmpty();
    assertThat(found().error()).contains("WEBHOOK_ENCRYPTION_KEY");
  }

  @Test
  void returns_one_due_delivery_of_each_webhook_and_tenants_in_turn() {
    test.delivery(TestWebhooks.ACME, webhook);
    WebhookId second = test.webhook(TestWebhooks.ACME);
    test.delivery(TestWebhooks.ACME, second);
    TenantId globex = new TenantId("globex");
    WebhookId foreign = test.webhook(globex);
    test.delivery(globex, foreign);

    assertThat(test.claims.due(Set.of(), 2))
        .extracting(DueDelivery::tenant)
        .containsExactlyInAnyOrder(TestWebhooks.ACME, globex);
    assertThat(test.claims.due(Set.of(), 10))
        .extracting(DueDelivery::webhook)
        .containsExactlyInAnyOrder(webhook, second, foreign);
    assertThat(test.claims.due(Set.of(webhook), 10))
        .extracting(DueDelivery::webhook)
        .containsExactlyInAnyOrder(second, foreign);
  }
}

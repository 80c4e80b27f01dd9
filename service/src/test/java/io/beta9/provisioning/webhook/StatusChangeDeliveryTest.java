package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.StatusTransitions;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.OperationKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The database records a delivery in the transaction that changes a status. */
class StatusChangeDeliveryTest {
  private TestWebhooks test;

  @BeforeEach
  void open() {
    test = new TestWebhooks();
  }

  @AfterEach
  void close() {
    test.close();
  }

  private EnvironmentId environment(String status) {
    return test.queue.queued(OperationKind.PROVISION, status).environment();
  }

  private Environment find(EnvironmentId id) {
    return test.queue.environments.find(TestWebhooks.ACME, id).orElseThrow();
  }

  private List<JsonNode> events(WebhookId webhook) {
    return test.bodies(webhook).stream().map(body -> JsonMapper.shared().readTree(body)).toList();
  }

  private static String data(JsonNode event, String field) {
    return event.path("data").path(field).stringValue();
  }

  @Test
  void records_the_creation_and_each_change_for_every_webhook_of_the_tenant() {
    WebhookId first = test.webhook(TestWebhooks.ACME);
    WebhookId second = test.webhook(TestWebhooks.ACME);

    EnvironmentId id = environment("queued");
    test.queue.environments.transition(find(id), Transition.PROVISION);

    List<JsonNode> events = events(first);
    assertThat(events)
        .extracting(event -> data(event, "status"))
        .containsExactly("queued", "provisioning");
    assertThat(data(events.get(1), "previous_status")).isEqualTo("queued");
    assertThat(data(events.get(1), "environment_id")).isEqualTo(id.value());
    assertThat(data(events.get(1), "tenant")).isEqualTo("acme");
    assertThat(data(events.get(1), "region")).isEqualTo("us-east-1");
    assertThat(test.bodies(second)).isEqualTo(test.bodies(first));
  }

  @Test
  void an_event_has_the_attributes_that_cloud_events_require() {
    WebhookId webhook = test.webhook(TestWebhooks.ACME);
    Instant before = Instant.now().minusSeconds(5);

    EnvironmentId id = environment("queued");

    JsonNode event = events(webhook).getFirst();
    assertThat(event.path("specversion").stringValue()).isEqualTo("1.0");
    assertThat(event.path("id").stringValue()).matches("msg_[0-9a-f]{32}");
    assertThat(event.path("source").stringValue()).isEqualTo("/api/v1/environments");
    assertThat(event.path("subject").stringValue()).isEqualTo(id.value());
    assertThat(event.path("datacontenttype").stringValue()).isEqualTo("application/json");
    assertThat(Instant.parse(event.path("time").stringValue()))
        .isBetween(before, Instant.now().plusSeconds(5));
    assertThat(test.deliveries.list(TestWebhooks.ACME, webhook, all()).getFirst())
        .matches(delivery -> delivery.messageId().equals(event.path("id").stringValue()))
        .matches(delivery -> delivery.state() == DeliveryState.PENDING)
        .matches(delivery -> id.value().equals(delivery.environmentId()));
  }

  private static DeliveryRepository.DeliveryQuery all() {
    return new DeliveryRepository.DeliveryQuery(null, null, 100);
  }

  @TestFactory
  List<DynamicTest> every_transition_that_changes_the_status_is_recorded_once() {
    List<DynamicTest> tests = new ArrayList<>();
    for (EnvironmentStatus from : EnvironmentStatus.values()) {
      for (Transition transition : Transition.values()) {
        if (StatusTransitions.isLegal(from, transition)) {
          EnvironmentStatus next = StatusTransitions.next(from, transition);
          tests.add(
              DynamicTest.dynamicTest(
                  from.code() + " " + transition,
                  () -> {
                    EnvironmentId id = environment(from.code());
                    WebhookId webhook = test.webhook(TestWebhooks.ACME);

                    test.queue.environments.transition(find(id), transition);

                    assertThat(events(webhook))
                        .extracting(event -> data(event, "status"))
                        .isEqualTo(from == next ? List.of() : List.of(next.code()));
                    test.jdbc.sql("delete from webhooks").update();
                  }));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }

  @Test
  void a_change_that_is_rolled_back_is_not_recorded() {
    EnvironmentId id = environment("queued");
    WebhookId webhook = test.webhook(TestWebhooks.ACME);

    test.queue.transactions.executeWithoutResult(
        status -> {
          test.queue.environments.transition(find(id), Transition.PROVISION);
          status.setRollbackOnly();
        });

    assertThat(test.bodies(webhook)).isEmpty();
  }

  @Test
  void the_failure_that_is_stored_after_the_change_of_status_is_part_of_the_documented_event()
      throws IOException {
    EnvironmentId id = environment("provisioning");
    WebhookId webhook = test.webhook(TestWebhooks.ACME);

    test.queue.transactions.executeWithoutResult(
        status -> {
          test.queue.environments.transition(find(id), Transition.FAIL);
          test.queue.environments.setFailure(
              TestWebhooks.ACME, id, "op", "apply", Failure.of(FailureCode.NETWORK, "Planning"));
        });

    JsonNode event = events(webhook).getFirst();
    String page = Files.readString(Path.of("../docs/api.md"));
    int example = page.indexOf("{\"specversion\"");
    JsonNode documented =
        JsonMapper.shared().readTree(page.substring(example, page.indexOf("```", example)));
    assertThat(documented.propertyNames()).containsExactlyElementsOf(event.propertyNames());
    for (String part : List.of("/data", "/data/failure")) {
      assertThat(documented.at(part).propertyNames())
          .containsExactlyElementsOf(event.at(part).propertyNames());
    }
    assertThat(documented.get("type")).isEqualTo(event.get("type"));
    JsonNode failure = event.path("data").path("failure");
    assertThat(failure.path("code").stringValue()).isEqualTo(FailureCode.NETWORK.code());
    assertThat(failure.path("message").stringValue()).startsWith("Planning");
  }

  @Test
  void a_manual_change_of_the_column_is_recorded() {
    EnvironmentId id = environment("failed");
    WebhookId webhook = test.webhook(TestWebhooks.ACME);

    test.jdbc.sql("update environments set status = 'ready' where id = '" + id + "'").update();
    test.jdbc.sql("update environments set status = 'ready', phase = 'x'").update();

    assertThat(events(webhook)).extracting(event -> data(event, "status")).containsExactly("ready");
  }

  @Test
  void other_tenants_and_disabled_webhooks_receive_nothing() {
    WebhookId foreign = test.webhook(new TenantId("globex"));
    WebhookId disabled =
        test.webhook(TestWebhooks.ACME, false, WebhookSecret.random(new java.util.Random(1)));

    environment("queued");

    assertThat(test.bodies(foreign)).isEmpty();
    assertThat(test.bodies(disabled)).isEmpty();
  }

  @Test
  void a_status_changes_although_a_webhook_has_too_many_pending_deliveries() {
    WebhookId webhook = test.webhook(TestWebhooks.ACME);
    test.jdbc
        .sql(
            """
            insert into webhook_deliveries (id, webhook_id, tenant_id, message_id, type, body)
            select 'whd_' || n, :id, 'acme', 'msg', 't', '{}' from generate_series(1, 999) n
            """)
        .param("id", webhook.value())
        .update();

    environment("queued");
    environment("queued");

    assertThat(test.webhooks.find(TestWebhooks.ACME, webhook).orElseThrow())
        .matches(found -> found.pending() == DeliveryRepository.MAX_PENDING)
        .matches(found -> found.dead() == 1);
  }

  @Test
  void the_deletion_of_a_webhook_does_not_make_a_concurrent_change_fail() throws Exception {
    EnvironmentId id = environment("queued");
    WebhookId webhook = test.webhook(TestWebhooks.ACME);
    Environment read = find(id);
    Thread[] change = new Thread[1];
    List<Throwable> failures = new ArrayList<>();

    test.queue.transactions.executeWithoutResult(
        status -> {
          test.webhooks.delete(TestWebhooks.ACME, webhook);
          change[0] =
              Thread.ofVirtual()
                  .start(
                      () -> {
                        try {
                          test.queue.environments.transition(read, Transition.PROVISION);
                        } catch (RuntimeException e) {
                          // Recorded for the assertion below.
                          failures.add(e);
                        }
                      });
          awaitLock();
        });
    change[0].join();

    assertThat(failures).isEmpty();
    assertThat(test.queue.status(id)).isEqualTo("provisioning");
  }

  private void awaitLock() {
    while (test.jdbc
        .sql("select not exists (select 1 from pg_locks where not granted)")
        .query(Boolean.class)
        .single()) {
      Thread.onSpinWait();
    }
  }
}

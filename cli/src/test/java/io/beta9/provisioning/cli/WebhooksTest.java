package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.FakeApi.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class WebhooksTest extends FakeApiCommands {
  private static final String ID = "whk_4f1a2b3c4d5e";
  private static final String DELIVERY = "whd_0123456789abcdef01234567";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private void replies(int status, ObjectNode body) {
    api.first.add(new Response(status, body, Map.of()));
  }

  private static ObjectNode webhook() {
    return FakeApi.JSON
        .createObjectNode()
        .put("webhook_id", ID)
        .put("tenant", "acme")
        .put("url", "https://example.com/hook")
        .put("description", "on call")
        .put("enabled", true)
        .put("created_at", "2026-01-02T03:04:05Z")
        .put("updated_at", "2026-01-02T03:04:05Z")
        .put("pending_deliveries", 3)
        .put("dead_deliveries", 7);
  }

  private static ObjectNode issued() {
    ObjectNode issued = FakeApi.JSON.createObjectNode().put("secret", SECRET);
    issued.set("webhook", webhook());
    return issued;
  }

  private static ObjectNode delivery() {
    return FakeApi.JSON
        .createObjectNode()
        .put("delivery_id", DELIVERY)
        .put("webhook_id", ID)
        .put("message_id", "msg_1")
        .put("type", "io.beta9.provisioning.environment.status-changed")
        .put("environment_id", "env_0123456789ab")
        .put("state", "dead")
        .put("attempts", 12)
        .put("created_at", "2026-01-02T03:04:05Z")
        .put("error", "the receiver answered with status 500");
  }

  private static ObjectNode page(ObjectNode... items) {
    ObjectNode page = FakeApi.JSON.createObjectNode();
    page.putArray("items").addAll(List.of(items));
    return page;
  }

  private String lastRequest() {
    return api.requests.getLast().method() + " " + api.requests.getLast().path();
  }

  private JsonNode lastBody() {
    return FakeApi.JSON.readTree(api.requests.getLast().body());
  }

  @Test
  void creates_a_webhook_and_prints_only_its_secret_to_standard_output() {
    replies(201, issued());

    assertThat(run("webhooks", "add", "https://example.com/hook", "--description", "on call"))
        .isZero();

    assertThat(out()).isEqualTo(SECRET + "\n");
    assertThat(err()).contains("Created " + ID).doesNotContain(SECRET);
    assertThat(lastRequest()).isEqualTo("POST /api/v1/webhooks");
    assertThat(lastBody().path("enabled").booleanValue()).isTrue();
    assertThat(lastBody().path("description").stringValue()).isEqualTo("on call");
  }

  @Test
  void rotates_a_secret_with_an_overlap() {
    replies(200, issued());

    assertThat(run("webhooks", "rotate", ID, "--overlap", "2h")).isZero();

    assertThat(out()).isEqualTo(SECRET + "\n");
    assertThat(lastRequest()).startsWith("POST /api/v1/webhooks/" + ID + "/rotate");
    assertThat(err()).contains("also signs for 2h");
  }

  @Test
  void lists_and_shows_webhooks_with_the_numbers_of_their_deliveries() {
    replies(200, page(webhook()));
    assertThat(run("webhooks", "list")).isZero();
    assertThat(out()).contains(ID, "https://example.com/hook", "on call");

    replies(200, webhook());
    assertThat(run("webhooks", "get", ID, "-o", "json")).isZero();
    assertThat(FakeApi.JSON.readTree(out()).path("dead_deliveries").intValue()).isEqualTo(7);
  }

  @Test
  void changes_only_what_is_given() {
    replies(200, webhook());

    assertThat(run("webhooks", "update", ID, "--no-enabled")).isZero();

    assertThat(lastRequest()).isEqualTo("PATCH /api/v1/webhooks/" + ID);
    assertThat(lastBody().path("enabled").booleanValue()).isFalse();
    assertThat(lastBody().has("enabled")).isTrue();
    assertThat(lastBody().path("url").isMissingNode() || lastBody().path("url").isNull()).isTrue();
  }

  @Test
  void removes_a_webhook() {
    replies(200, webhook());

    assertThat(run("webhooks", "remove", ID)).isZero();

    assertThat(lastRequest()).isEqualTo("DELETE /api/v1/webhooks/" + ID);
    assertThat(out()).isEqualTo("Removed " + ID + ".\n");
  }

  @Test
  void lists_the_deliveries_in_a_state_with_their_errors() {
    replies(200, page(delivery()));

    assertThat(run("webhooks", "deliveries", ID, "--state", "dead")).isZero();

    assertThat(out()).contains(DELIVERY, "env_0123456789ab", "answered with status 500");
    assertThat(lastRequest()).startsWith("GET /api/v1/webhooks/" + ID + "/deliveries");
  }

  @Test
  void replays_one_delivery_or_all_that_were_given_up() {
    replies(202, delivery());
    assertThat(run("webhooks", "replay", ID, DELIVERY)).isZero();
    assertThat(lastRequest())
        .isEqualTo("POST /api/v1/webhooks/" + ID + "/deliveries/" + DELIVERY + "/replay");

    replies(202, FakeApi.JSON.createObjectNode().put("replayed", 5).put("remaining", 2));
    assertThat(run("webhooks", "replay", ID, "--all-dead")).isZero();
    assertThat(lastRequest()).isEqualTo("POST /api/v1/webhooks/" + ID + "/replay");
    assertThat(out()).contains("Replaying 5 deliveries.", "2 remain");
  }

  @Test
  void a_replay_requires_either_a_delivery_or_all() {
    assertThat(run("webhooks", "replay", ID)).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("webhooks", "replay", ID, DELIVERY, "--all-dead")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(api.requests).isEmpty();
  }

  private static ObjectNode queued() {
    ObjectNode queued = delivery().put("state", "pending").put("attempts", 0);
    queued.remove("error");
    return queued;
  }

  /** Of an attempt that is in progress, only the number is known. */
  private static ObjectNode beingSent() {
    return queued().put("attempts", 1);
  }

  @Test
  void test_waits_until_the_receiver_has_accepted_the_event() {
    replies(202, queued());
    replies(200, beingSent());
    ObjectNode delivered = beingSent().put("state", "delivered").put("status", 204);
    replies(200, delivered);

    assertThat(run("webhooks", "test", ID)).isZero();

    assertThat(requestLines())
        .containsExactly(
            "POST /api/v1/webhooks/" + ID + "/test",
            "GET /api/v1/webhooks/" + ID + "/deliveries/" + DELIVERY,
            "GET /api/v1/webhooks/" + ID + "/deliveries/" + DELIVERY);
    assertThat(out()).contains(DELIVERY, "delivered");
    assertThat(err()).contains("waiting for the receiver", "accepted the event with status 204");
  }

  @Test
  void test_fails_with_the_reason_of_the_first_attempt() {
    replies(202, queued());
    replies(
        200,
        beingSent()
            .put("status", 500)
            .put("error", "the receiver answered with status 500")
            .put("next_attempt_at", "2026-01-02T03:04:10Z"));

    assertThat(run("webhooks", "test", ID)).isEqualTo(ExitCode.FAILED);

    assertThat(err())
        .contains(
            "not delivered: the receiver answered with status 500. It is sent again at"
                + " 2026-01-02T03:04:10Z");
  }

  @Test
  void test_fails_if_the_event_was_given_up() {
    replies(202, queued());
    replies(200, delivery().put("status", 410).put("error", "the receiver answered with 410"));

    assertThat(run("webhooks", "test", ID)).isEqualTo(ExitCode.FAILED);

    assertThat(err()).contains("It is not sent again");
  }

  @Test
  void test_prints_the_last_state_of_the_delivery_as_json_alone() {
    replies(202, queued());
    replies(200, beingSent().put("state", "delivered").put("status", 204));

    assertThat(run("webhooks", "test", ID, "-o", "json")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).path("state").stringValue()).isEqualTo("delivered");
  }

  @Test
  void test_waits_for_a_bounded_time() {
    replies(202, queued());
    for (int second = 0; second < 3; second++) {
      replies(200, beingSent());
    }

    assertThat(run("webhooks", "test", ID, "--wait", "3")).isEqualTo(ExitCode.FAILED);

    assertThat(api.requests).hasSize(4);
    assertThat(err()).contains("no result after 3 seconds", "webhooks deliveries " + ID);
  }

  @Test
  void test_returns_when_the_event_is_queued_if_it_should_not_wait() {
    replies(202, queued());

    assertThat(run("webhooks", "test", ID, "--no-wait")).isZero();

    assertThat(api.requests).hasSize(1);
    assertThat(out()).contains(DELIVERY, "pending");
  }

  @Test
  void test_rejects_contradicting_and_invalid_waits() {
    assertThat(run("webhooks", "test", ID, "--no-wait", "--wait", "5"))
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("webhooks", "test", ID, "--wait", "0")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("webhooks", "test", ID, "--wait", "601")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(api.requests).isEmpty();
  }

  private List<String> requestLines() {
    return api.requests.stream().map(request -> request.method() + " " + request.path()).toList();
  }
}

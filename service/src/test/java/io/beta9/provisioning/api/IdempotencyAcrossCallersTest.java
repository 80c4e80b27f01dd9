package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Role;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** An idempotency key returns the response of its own caller only. */
class IdempotencyAcrossCallersTest {
  private static final String PATH = "/api/v1/webhooks";
  private static final String BODY = "{\"url\": \"http://127.0.0.1:1/private-path\"}";

  private static OperationFixture api;

  @BeforeAll
  static void start() throws Exception {
    api = new OperationFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static HttpResponse<String> post(String key, String idempotencyKey) throws Exception {
    return api.send(key, "POST", PATH, BODY, Map.of("Idempotency-Key", idempotencyKey)).get();
  }

  private static String webhook(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(answer.body()).at("/webhook/webhook_id").asString();
  }

  @Test
  void another_tenant_with_the_same_key_and_request_has_a_request_of_its_own() throws Exception {
    String globex = api.key("globex", Role.ADMIN).secret().text();

    HttpResponse<String> first = post(api.admin, "shared");
    HttpResponse<String> second = post(globex, "shared");

    assertThat(webhook(second)).isNotEqualTo(webhook(first));
    assertThat(second.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(post(api.admin, "shared").headers().firstValue("Idempotency-Replayed"))
        .as("that of the first tenant is still known")
        .hasValue("true");
  }

  /** A repetition is not authorized again, so that it must be of the same caller. */
  @Test
  void a_viewer_of_the_tenant_does_not_receive_the_response_to_an_administrator() throws Exception {
    String viewer = api.key("acme", Role.VIEWER).secret().text();
    String id = webhook(post(api.admin, "of an administrator"));

    HttpResponse<String> replayed = post(viewer, "of an administrator");

    assertThat(replayed.statusCode()).isEqualTo(422);
    assertThat(replayed.body()).doesNotContain(id).doesNotContain("private-path");
  }
}

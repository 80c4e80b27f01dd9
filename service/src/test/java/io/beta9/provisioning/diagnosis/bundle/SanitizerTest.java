package io.beta9.provisioning.diagnosis.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SanitizerTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static String sanitized(String document) {
    JsonNode tree = JSON.readTree(document);
    return Sanitizer.knowing(List.of(tree)).json(tree).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'db_password': 'hunter2-planted'}",
        "{'redis': {'authToken': 'hunter2-planted'}}",
        "{'secretAccessKey': 'hunter2-planted'}",
        "{'encryption-key': ['hunter2-planted']}",
        "{'credentials': {'user': 'hunter2-planted'}}",
        "{'url': 'postgres://beta9:hunter2-planted@db.example:5432/x'}",
        "{'a': {'token': 'hunter2-planted'}, 'log': ['login with hunter2-planted failed']}"
      })
  void hides_secret_fields_and_their_values_elsewhere(String document) {
    assertThat(sanitized(document.replace('\'', '"')))
        .doesNotContain("hunter2")
        .contains("(hidden)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AKIAIOSFODNN7EXAMPLE",
        "b9p_0123456789abcdef",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8_QWN0aW9uPUdldA",
        "Authorization: Bearer d0JhbHJYVXRuRkVNSQ==",
        "Authorization: Basic ZGVwbG95OmRlcGxveQ==",
        "password=MIIEow-9",
        "DB_PASSWORD: \"MIIEow-9\"",
        "{\"redis\":{\"auth_token\":\"MIIEow-9\"}}",
        "postgres://beta9:MIIEow-9@db.example:5432/x",
        "redis://:MIIEow-9@cache.example:6379",
        "--set redis.password=MIIEow-9",
        "DATABASE_PASSWORD = MIIEow-9",
        "{\\\"redis\\\":{\\\"auth_token\\\":\\\"MIIEow-9\\\"}}",
        "https://b.s3.amazonaws.com/x?X-Amz-Credential=a&X-Amz-Signature=MIIEow9abcdef0123",
        "https://b.s3.amazonaws.com/x?X-Amz-Security-Token=MIIEow9abcdef0123",
        "redis:\n  password: MIIEow-9\n  host: x",
        "encryptionKey: sk_MIIEowAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "x-amz-security-token: MIIEow9abcdef0123",
        "Cookie: session=MIIEow9abcdef0123"
      })
  void hides_what_has_the_form_of_a_secret(String secret) {
    String text = Sanitizer.knowing(List.of()).text("before " + secret + " after");

    assertThat(text).startsWith("before ").endsWith(" after").contains("(hidden)");
    assertThat(text).doesNotContain(secret).doesNotContain("MIIEow").doesNotContain("wJalr");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eyJaaaaaaaa-", "eyJaaaaaaaa.", "b9p_aaaaaaaa-", "whsec_aaaaaaaa="})
  void needs_little_time_for_a_hostile_log(String part) {
    String log = part.repeat(2_000_000 / part.length());

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Sanitizer.knowing(List.of()).text(log));
  }

  @Test
  void keeps_references_to_secrets_and_everything_else() {
    String document =
        "{\"token_secret_name\":\"beta9/env_1/token\",\"password_set\":true,"
            + "\"endpoint\":\"db.example\",\"size\":3,\"none\":null}";

    assertThat(sanitized(document)).isEqualTo(document);
  }

  @Test
  void escapes_characters_that_affect_a_terminal() {
    assertThat(Sanitizer.knowing(List.of()).text("a\u001b[31mb\nc\td\u009b2J\u202e\r"))
        .isEqualTo("a\\u001b[31mb\nc\td\\u009b2J\\u202e\\u000d");
  }

  @Test
  void names_of_fields_are_text_from_outside_as_well() {
    String document =
        JSON.createObjectNode()
            .put("a\u009b2J\u202e", "b")
            .put("db_password", "hunter2-planted")
            .put("output hunter2-planted", 1)
            .toString();

    assertThat(sanitized(document))
        .doesNotContain("\u009b")
        .doesNotContain("\u202e")
        .doesNotContain("hunter2");
  }
}

package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RedactorTest {
  private final Redactor redactor = Redactor.of(List.of("Xk3jf02mmQ", "with\"quote&more", "ab"));

  @Test
  void redacts_known_values_and_their_json_escaped_forms() {
    assertThat(redactor.redact("user beta9, Xk3jf02mmQ!")).isEqualTo("user beta9, (hidden)!");
    assertThat(redactor.redact("{\"m\":\"with\\\"quote\\u0026more\"}"))
        .isEqualTo("{\"m\":\"(hidden)\"}");
  }

  @Test
  void ignores_values_that_are_too_short_to_be_secrets() {
    assertThat(redactor.redact("absent")).isEqualTo("absent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password = \"hunter22\"",
        "{\"@message\":\"x\",\"auth_token\":\"abcdefgh\"}",
        "secret_access_key=AbCdEfGh/1234",
        "postgres://beta9:pa55word@db:5432/main",
        "Authorization: Bearer eyJhbGciOiJ",
        "key sk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY-----",
        "https://sts.amazonaws.com/?X-Amz-Signature=abcdef0123",
        "k8s-aws-v1.aHR0cHM6Ly9zdHM"
      })
  void hides_patterns_of_secrets(String text) {
    assertThat(redactor.redact(text))
        .contains("(hidden)")
        .doesNotContain(
            "hunter22",
            "abcdefgh",
            "AbCdEfGh",
            "pa55word",
            "eyJhbGciOiJ",
            "sk_AAAA",
            "MIIE",
            "abcdef0123",
            "aHR0cHM6Ly9zdHM");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"password\":\"secret\\\\value\",\"n\":1}",
        "{\"@message\":\"password: \\\"abcdef\\\", next\",\"type\":\"log\"}",
        "{\"password\":null,\"auth_token\":true}"
      })
  void keeps_json_valid(String json) {
    assertThat(JsonMapper.builder().build().readTree(redactor.redact(json)).isObject()).isTrue();
  }

  @Test
  void keeps_text_that_only_mentions_secrets() {
    String text = "aws_db_instance.this: password_wo_version: (known after apply)";
    assertThat(redactor.redact(text)).isEqualTo(text);
  }

  /** A line may be a megabyte long and written to keep the worker busy for an hour. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY----- - ",
        "-----BEGIN A",
        "password",
        "password=",
        "password  ",
        "a://a:",
        "x://:a",
        "authorization: bearer",
        "sk_a/",
        "k8s-aws-v1."
      })
  void needs_little_time_for_a_hostile_line(String part) {
    String line = part.repeat(250_000 / part.length());

    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Redactor.of(List.of()).redact(line));
  }

  @Test
  void hides_a_private_key_with_headers_and_between_the_prefixes_of_log_lines() {
    String key =
        """
        2026-12-01T10:00:00Z cluster-access helm | -----BEGIN RSA PRIVATE KEY-----
        2026-12-01T10:00:00Z cluster-access helm | DEK-Info: AES-256-CBC,0123
        """
            + "2026-12-01T10:00:00Z cluster-access helm | MIIEow\n".repeat(60)
            + "2026-12-01T10:00:00Z cluster-access helm | -----END RSA PRIVATE KEY-----";

    assertThat(Redactor.of(List.of()).redact(key))
        .isEqualTo("2026-12-01T10:00:00Z cluster-access helm | (hidden)");
  }
}

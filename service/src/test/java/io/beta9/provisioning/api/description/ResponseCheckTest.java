package io.beta9.provisioning.api.description;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RunningApi;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseCheckTest {
  private static final DescribedResponses DESCRIBED = DescribedResponses.read();
  private static final String KEYS = "/api/v1/keys";

  private static Optional<String> violation(String route, int status, String type, String body) {
    return DESCRIBED.violation("GET", route, status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void checks_the_responses_of_every_service_that_a_test_starts() {
    try (Service service = RunningApi.start()) {
      assertThat(service.part(ResponseCheckFilter.class)).isNotNull();
    }
  }

  @Test
  void accepts_what_is_described() {
    assertThat(violation(KEYS, 200, "application/json", "{\"items\": [], \"next_cursor\": null}"))
        .isEmpty();
    assertThat(
            violation(
                KEYS,
                418,
                "application/problem+json",
                "{\"type\": \"a\", \"title\": \"b\", \"status\": 418, \"code\": \"c\", \"detail\":"
                    + " \"d\"}"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/keys | 200 | application/json | {\"items\": []}",
        "/api/v1/keys | 200 | application/json | {\"items\": {}, \"next_cursor\": null}",
        "/api/v1/keys | 200 | application/json | {\"items\": [], \"next_cursor\": null, \"x\": 1}",
        "/api/v1/keys | 200 | application/json | {\"items\": [{\"key_id\": 1}], \"next_cursor\":"
            + " null}",
        "/api/v1/keys | 200 | application/json | nonsense",
        "/api/v1/keys | 200 | text/html | {\"items\": [], \"next_cursor\": null}",
        "/api/v1/keys | 201 | application/json | {\"items\": [], \"next_cursor\": null}",
        "/api/v1/nonsense | 200 | application/json | {}",
        "/api/v1/keys | 500 | application/problem+json | {\"type\": \"a\"}",
        "/api/v1/keys | 404 | text/html | <html>",
      })
  void rejects_what_is_not_described(String route, int status, String type, String body) {
    assertThat(violation(route, status, type, body)).isPresent();
  }
}

package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.api.request.RequestLimit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class RequestLimitTest {
  private final RequestLimit limit = new RequestLimit(2, JsonMapper.shared());

  private MockHttpServletResponse send(String path, String accept, Runnable whileProcessed)
      throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    if (accept != null) {
      request.addHeader("Accept", accept);
    }
    MockHttpServletResponse response = new MockHttpServletResponse();
    limit.doFilter(request, response, (in, out) -> whileProcessed.run());
    return response;
  }

  /** Returns the statuses of requests of which each is sent while the ones before are processed. */
  private List<Integer> nested(int requests, String path, String accept) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    nest(requests, path, accept, statuses);
    return statuses;
  }

  private void nest(int left, String path, String accept, List<Integer> statuses) throws Exception {
    if (left == 0) {
      return;
    }
    MockHttpServletResponse response =
        send(
            path,
            accept,
            () -> {
              try {
                nest(left - 1, path, accept, statuses);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    statuses.add(response.getStatus());
  }

  @Test
  void processes_as_many_requests_as_the_limit_allows() throws Exception {
    assertThat(nested(2, "/api/v1/environments", null)).containsExactly(200, 200);
  }

  @Test
  void rejects_a_further_request_with_429_and_a_problem_document() throws Exception {
    assertThat(nested(3, "/api/v1/environments", null)).containsExactly(429, 200, 200);

    MockHttpServletResponse[] rejected = new MockHttpServletResponse[1];
    send(
        "/api/v1/queue",
        null,
        () ->
            run(
                () ->
                    send(
                        "/api/v1/queue",
                        null,
                        () -> run(() -> rejected[0] = send("/api/v1/queue", null, () -> {})))));
    assertThat(rejected[0].getHeader("Retry-After")).isNotNull();
    assertThat(rejected[0].getContentAsString()).contains("problem:too-many-requests");
  }

  @Test
  void frees_the_place_of_a_request_that_failed() throws Exception {
    for (int i = 0; i < 3; i++) {
      try {
        send(
            "/api/v1/queue",
            null,
            () -> {
              throw new IllegalStateException("fails");
            });
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("fails");
      }
    }
    assertThat(nested(2, "/api/v1/queue", null)).containsExactly(200, 200);
  }

  @Test
  void does_not_count_streams_and_requests_outside_of_the_api() throws Exception {
    String stream = "/api/v1/environments/env_0123456789ab/logs";
    assertThat(nested(3, stream, "text/event-stream")).containsExactly(200, 200, 200);
    assertThat(nested(3, "/health", null)).containsExactly(200, 200, 200);
  }

  @Test
  void counts_a_request_that_only_claims_to_be_a_stream() throws Exception {
    assertThat(nested(3, "/api/v1/environments", "text/event-stream"))
        .containsExactly(429, 200, 200);
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void run(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

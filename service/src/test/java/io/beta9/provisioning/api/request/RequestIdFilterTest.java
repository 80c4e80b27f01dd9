package io.beta9.provisioning.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.telemetry.log.LogFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RequestIdFilterTest {
  private final RequestIdFilter filter = new RequestIdFilter(new Random(1));
  private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
  private final List<@Nullable String> seen = new ArrayList<>();

  private String id() throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    filter.doFilter(
        request,
        response,
        (req, res) -> {
          seen.add(LogFields.value(LogFields.REQUEST));
          seen.add(LogFields.value(LogFields.ENVIRONMENT));
        });
    String id = response.getHeader(RequestIdFilter.HEADER);
    assertThat(seen.getFirst()).isEqualTo(id);
    assertThat(LogFields.value(LogFields.REQUEST)).isNull();
    return id;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "0190b3c2-7f6e-7cc0-98c4-dc0c0c07398f",
        "Root=1-67891233-abcdef012345678912345678",
        "1234567890123456789012345678901234567890123456789012345678901234"
      })
  void uses_the_id_of_the_client(String sent) throws Exception {
    request.addHeader(RequestIdFilter.HEADER, sent);

    assertThat(id()).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\nb",
        "a\u001b[2J",
        "a\u202eb",
        "é",
        "a,b",
        "a\"b",
        "a[b",
        "12345678901234567890123456789012345678901234567890123456789012345"
      })
  void replaces_an_id_that_is_not_valid(String sent) throws Exception {
    request.addHeader(RequestIdFilter.HEADER, sent);

    assertThat(id()).matches("req_[0-9a-f]{16}");
  }

  @Test
  void keeps_the_id_when_the_request_is_dispatched_again() throws Exception {
    String first = id();
    seen.clear();

    assertThat(id()).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/environments/env_0123456789ab",
        "/api/v1/environments/env_0123456789ab/events"
      })
  void logs_the_environment_of_the_path(String path) throws Exception {
    request.setRequestURI(path);

    id();

    assertThat(seen.get(1)).isEqualTo("env_0123456789ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/environments",
        "/api/v1/environments/",
        "/api/v1/environments/env_0123456789abc",
        "/api/v1/environments/env_%0a"
      })
  void logs_no_environment_for_other_paths(String path) throws Exception {
    request.setRequestURI(path);

    id();

    assertThat(seen.get(1)).isNull();
  }
}

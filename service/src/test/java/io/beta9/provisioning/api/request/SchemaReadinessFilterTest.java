package io.beta9.provisioning.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.database.SchemaReadiness;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class SchemaReadinessFilterTest {
  private final SchemaReadiness schema = new SchemaReadiness();
  private final SchemaReadinessFilter filter =
      new SchemaReadinessFilter(schema, new ProblemDetails(JsonMapper.shared()));
  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private final MockFilterChain chain = new MockFilterChain();

  @Test
  void answers_503_to_requests_of_the_api_until_the_schema_is_migrated() throws Exception {
    filter.doFilter(request("/api/v1/environments"), response, chain);

    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeader("Retry-After")).isEqualTo(ProblemDetails.RETRY_AFTER_SECONDS);
    assertThat(response.getContentAsString()).contains("urn:beta9-provisioning:problem:starting");
    assertThat(chain.getRequest()).as("the request that was passed on").isNull();
  }

  @Test
  void passes_requests_of_the_api_on_when_the_schema_is_migrated() throws Exception {
    schema.markReady();

    filter.doFilter(request("/api/v1/environments"), response, chain);

    assertThat(chain.getRequest()).isNotNull();
  }

  @Test
  void passes_health_checks_on_while_the_schema_is_migrated() throws Exception {
    filter.doFilter(request("/health/live"), response, chain);

    assertThat(chain.getRequest()).isNotNull();
  }

  private static MockHttpServletRequest request(String path) {
    return new MockHttpServletRequest("GET", path);
  }
}

package io.beta9.provisioning.api.request;

import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.database.SchemaReadiness;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers requests to {@code /api/} with 503 until the schema is migrated. The port is open before,
 * so that the process answers health checks meanwhile.
 */
@Order(Ordered.LOWEST_PRECEDENCE - 11)
public final class SchemaReadinessFilter extends OncePerRequestFilter {
  private final SchemaReadiness schema;
  private final ProblemDetails problems;

  public SchemaReadinessFilter(SchemaReadiness schema, ProblemDetails problems) {
    this.schema = schema;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return schema.isReady() || !ApiPaths.isApi(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    problems.write(
        request,
        response,
        ProblemDetails.problem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "starting",
            "The service is starting: it waits for its database or migrates the schema. Repeat the"
                + " request."));
  }
}

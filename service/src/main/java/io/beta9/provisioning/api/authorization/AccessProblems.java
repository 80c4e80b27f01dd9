package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.request.ApiPaths;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Answers requests that the filter chain denies with problem documents. */
public final class AccessProblems
    implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {
  private final ProblemDetails problems;

  public AccessProblems(ProblemDetails problems) {
    this.problems = problems;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException denied)
      throws IOException {
    BearerTokenFilter.unauthenticated(request, response, problems);
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
      throws IOException {
    if (ApiPaths.isApi(request)) {
      BearerTokenFilter.unauthenticated(request, response, problems);
    } else {
      problems.write(
          request,
          response,
          ProblemDetails.problem(
              HttpStatus.NOT_FOUND, "not-found", "There is no resource with this path."));
    }
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejected)
      throws IOException {
    if (request.getHeader(HttpHeaders.AUTHORIZATION) == null) {
      BearerTokenFilter.unauthenticated(request, response, problems);
    } else {
      problems.write(
          request,
          response,
          ProblemDetails.problem(
              HttpStatus.BAD_REQUEST,
              "invalid-request",
              "The path, a header or a parameter of the request is not in its normal form, for"
                  + " example with empty segments, parameters of a path or needless encoding."));
    }
  }
}

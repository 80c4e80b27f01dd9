package io.beta9.provisioning.api;

import io.beta9.provisioning.api.authorization.DenialLog;
import io.beta9.provisioning.api.problem.PermissionDeniedException;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.problem.UnsupportedContentTypeException;
import io.beta9.provisioning.api.request.ReplicaReadFilter;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.FailureException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerMapping;

/** Answers requests whose resource threw an exception with {@link ProblemDetails}. */
@RestControllerAdvice
public class ProblemExceptionHandler {
  private final ProblemDetails problems;
  private final DenialLog denials;

  public ProblemExceptionHandler(ProblemDetails problems, DenialLog denials) {
    this.problems = problems;
    this.denials = denials;
  }

  // All exceptions: an unexpected one is answered as a defect.
  @ExceptionHandler(Exception.class)
  @Nullable ResponseEntity<Map<String, Object>> problem(
      Exception exception, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    if (ReplicaReadFilter.repeatedOnPrimary(exception, request, response)) {
      return null;
    }
    if (exception instanceof java.io.IOException io) {
      // The client has disconnected.
      throw io;
    }
    if (exception instanceof PermissionDeniedException) {
      denials.deniedByHandler(request);
    }
    ProblemDetail problem = problems.of(forEnvironment(exception, request));
    if (response.isCommitted()) {
      // A stream: whatever is written now would become part of it.
      return null;
    }
    if (problem.getInstance() == null) {
      problem.setInstance(ProblemDetails.instance(request));
    }
    HttpHeaders headers = new HttpHeaders();
    if (exception instanceof ErrorResponse error) {
      headers.putAll(error.getHeaders()); // Allow and Accept.
    }
    if (exception instanceof UnsupportedContentTypeException unsupported) {
      headers.set(HttpHeaders.ACCEPT, String.join(", ", unsupported.supported()));
    }
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (ProblemDetails.isRetryable(problem)) {
      headers.set(HttpHeaders.RETRY_AFTER, ProblemDetails.RETRY_AFTER_SECONDS);
    }
    return new ResponseEntity<>(
        ProblemDetails.document(problem), headers, HttpStatus.valueOf(problem.getStatus()));
  }

  /** The commands that a failure advises name the environment of the request. */
  private static Exception forEnvironment(Exception exception, HttpServletRequest request) {
    return exception instanceof FailureException failed
            && request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
                instanceof Map<?, ?> variables
            && variables.get("id") instanceof String id
            && EnvironmentId.parse(id).isPresent()
        ? new FailureException(failed.failure().forEnvironment(id), failed)
        : exception;
  }
}

package io.beta9.provisioning.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Hands what a resource throws to {@link ProblemDetails}. */
@RestControllerAdvice
public class ProblemExceptionHandler {
  static final String RETRY_AFTER_SECONDS = "5";

  private final ProblemDetails problems;

  public ProblemExceptionHandler(ProblemDetails problems) {
    this.problems = problems;
  }

  // Everything ends here: an exception that is not known is a defect and is told as one.
  @ExceptionHandler(Exception.class)
  @Nullable ResponseEntity<Map<String, Object>> problem(
      Exception exception, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    if (ReplicaReadFilter.answeredAnew(exception, request, response)) {
      return null;
    }
    if (exception instanceof java.io.IOException io) {
      // The reader has gone; there is nobody to tell.
      throw io;
    }
    ProblemDetail problem = problems.of(exception);
    if (problem.getInstance() == null) {
      problem.setInstance(URI.create(request.getRequestURI()));
    }
    HttpHeaders headers = new HttpHeaders();
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (ProblemDetails.isWorthAskingAgain(problem)) {
      headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return new ResponseEntity<>(
        ProblemDetails.document(problem), headers, HttpStatus.valueOf(problem.getStatus()));
  }
}

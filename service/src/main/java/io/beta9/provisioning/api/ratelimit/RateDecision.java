package io.beta9.provisioning.api.ratelimit;

import io.beta9.provisioning.api.problem.ProblemDetails;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * The decision about a request.
 *
 * @param perMinute the limit; 0 if there is none
 * @param remaining how many requests are accepted now after this one
 * @param pause if the request is rejected, the time until one is accepted; otherwise the time until
 *     the whole limit is available
 */
public record RateDecision(
    RatePolicy policy, int perMinute, boolean isAccepted, long remaining, Duration pause) {
  private static final long WINDOW_SECONDS = RateLimiter.WINDOW.toSeconds();

  /** Sets the header fields of the draft, and {@code Retry-After} if the request is rejected. */
  public void describe(HttpServletResponse response) {
    if (perMinute == 0) {
      return;
    }
    String name = '"' + policy.code() + '"';
    response.setHeader("RateLimit-Policy", name + ";q=" + perMinute + ";w=" + WINDOW_SECONDS);
    response.setHeader("RateLimit", name + ";r=" + remaining + ";t=" + waitSeconds());
    if (!isAccepted) {
      response.setHeader("Retry-After", Long.toString(waitSeconds()));
    }
  }

  /** Returns the problem document of a rejected request. */
  public ProblemDetail problem() {
    ProblemDetail problem =
        ProblemDetails.problem(
            HttpStatus.TOO_MANY_REQUESTS,
            "rate-limited",
            "The limit of %d %s per minute is reached. Retry in %d s."
                .formatted(perMinute, policy.description(), waitSeconds()));
    problem.setProperty("violated-policies", List.of(policy.code()));
    return problem;
  }

  private long waitSeconds() {
    return pause.plusSeconds(1).minusNanos(1).toSeconds();
  }
}

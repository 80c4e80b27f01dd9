package io.beta9.provisioning.api.ratelimit;

import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.network.ClientNetwork;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the requests of an address to paths that need no API key. Liveness and readiness are
 * exempt: a client that shares the address of the kubelet must not have a pod restarted.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 12)
public final class PublicRateFilter extends OncePerRequestFilter {
  private static final Set<String> PROBES = Set.of("/health/live", "/health/ready");

  private final RateLimiter limiter;
  private final ProblemDetails problems;

  public PublicRateFilter(RateLimiter limiter, ProblemDetails problems) {
    this.limiter = limiter;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getServletPath();
    return path.startsWith("/api/") || PROBES.contains(path);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    RateDecision decision = limiter.decide(ClientNetwork.of(request.getRemoteAddr()).text());
    if (decision.isAccepted()) {
      chain.doFilter(request, response);
    } else {
      decision.describe(response);
      problems.write(request, response, decision.problem());
    }
  }
}

package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.ratelimit.RateDecision;
import io.beta9.provisioning.api.ratelimit.RateLimiter;
import io.beta9.provisioning.api.ratelimit.RatePolicy;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the requests of an API key per minute, and the requests of a tenant that are processed at
 * the same time, so that one tenant, for example with slow bodies, leaves capacity for others.
 */
@Order(Ordered.LOWEST_PRECEDENCE - 9)
public final class KeyRateFilter extends OncePerRequestFilter {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private final Map<RatePolicy, RateLimiter> limiters;
  private final int maxPerTenant;
  private final ProblemDetails problems;
  private final Map<TenantId, Integer> inProgress = new ConcurrentHashMap<>();

  /**
   * @param limiters those of reads, writes and streams
   * @param maxPerTenant maximum number of requests of a tenant that are processed at the same time,
   *     without streams
   */
  public KeyRateFilter(
      Map<RatePolicy, RateLimiter> limiters, int maxPerTenant, ProblemDetails problems) {
    this.limiters = Map.copyOf(limiters);
    this.maxPerTenant = maxPerTenant;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!(request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller)) {
      chain.doFilter(request, response);
      return;
    }
    RatePolicy policy = policy(request);
    RateLimiter limiter = limiters.get(policy);
    if (limiter != null) {
      RateDecision decision = limiter.decide(caller.keyId());
      decision.describe(response);
      if (!decision.isAccepted()) {
        problems.write(request, response, decision.problem());
        return;
      }
    }
    if (policy == RatePolicy.STREAMS) {
      chain.doFilter(request, response);
    } else {
      process(caller.tenant(), request, response, chain);
    }
  }

  private static RatePolicy policy(HttpServletRequest request) {
    if (!READS.contains(request.getMethod())) {
      return RatePolicy.WRITES;
    }
    return EventStreams.isRequested(request) ? RatePolicy.STREAMS : RatePolicy.READS;
  }

  private void process(
      TenantId tenant, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      if (inProgress.merge(tenant, 1, Integer::sum) > maxPerTenant) {
        problems.write(
            request,
            response,
            ProblemDetails.problem(
                HttpStatus.TOO_MANY_REQUESTS,
                "too-many-requests",
                "The service is processing "
                    + maxPerTenant
                    + " requests of this tenant, which is its limit. This request was not"
                    + " processed; retry it."));
        return;
      }
      chain.doFilter(request, response);
    } finally {
      inProgress.computeIfPresent(tenant, (key, count) -> count == 1 ? null : count - 1);
    }
  }
}

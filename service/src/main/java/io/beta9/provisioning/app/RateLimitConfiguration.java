package io.beta9.provisioning.app;

import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.ratelimit.PublicRateFilter;
import io.beta9.provisioning.api.ratelimit.RateLimiter;
import io.beta9.provisioning.api.ratelimit.RatePolicy;
import io.beta9.provisioning.api.request.KeyRateFilter;
import io.beta9.provisioning.settings.ListenSettings;
import io.beta9.provisioning.settings.http.RateLimitSettings;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a client can use of the process. */
@Configuration(proxyBeanMethods = false)
class RateLimitConfiguration {

  @Bean
  PublicRateFilter publicRateFilter(RateLimitSettings settings, ProblemDetails problems) {
    return new PublicRateFilter(limiter(RatePolicy.PUBLIC, settings.unauthenticated()), problems);
  }

  /** A tenant can use half of the requests that are processed at the same time. */
  @Bean
  KeyRateFilter keyRateFilter(
      RateLimitSettings settings, ListenSettings listen, ProblemDetails problems) {
    return new KeyRateFilter(
        Map.of(
            RatePolicy.READS, limiter(RatePolicy.READS, settings.reads()),
            RatePolicy.WRITES, limiter(RatePolicy.WRITES, settings.writes()),
            RatePolicy.STREAMS, limiter(RatePolicy.STREAMS, settings.streams())),
        Math.ceilDiv(listen.maxRequests(), 2),
        problems);
  }

  private static RateLimiter limiter(RatePolicy policy, int perMinute) {
    return new RateLimiter(policy, perMinute, System::nanoTime);
  }
}

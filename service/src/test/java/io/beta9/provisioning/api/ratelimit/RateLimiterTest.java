package io.beta9.provisioning.api.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);

  private RateLimiter limiter(int perMinute) {
    return new RateLimiter(RatePolicy.READS, perMinute, now::get);
  }

  @Test
  void accepts_the_limit_in_a_burst_and_rejects_the_next_request() {
    RateLimiter limiter = limiter(3);

    assertThat(limiter.decide("a").remaining()).isEqualTo(2);
    assertThat(limiter.decide("a").remaining()).isEqualTo(1);
    RateDecision last = limiter.decide("a");
    assertThat(last.isAccepted()).isTrue();
    assertThat(last.remaining()).isZero();
    assertThat(last.pause()).isEqualTo(Duration.ofMinutes(1));

    RateDecision rejected = limiter.decide("a");
    assertThat(rejected.isAccepted()).isFalse();
    assertThat(rejected.pause()).isEqualTo(Duration.ofSeconds(20));
    assertThat(limiter.decide("b").isAccepted()).isTrue();
  }

  @Test
  void accepts_a_further_request_exactly_at_the_announced_time() {
    RateLimiter limiter = limiter(3);
    for (int i = 0; i < 3; i++) {
      limiter.decide("a");
    }
    now.addAndGet(Duration.ofSeconds(20).toNanos() - 1);
    assertThat(limiter.decide("a").isAccepted()).isFalse();
    now.addAndGet(1);

    assertThat(limiter.decide("a").isAccepted()).isTrue();
    assertThat(limiter.decide("a").isAccepted()).isFalse();
  }

  @Test
  void the_whole_limit_is_available_again_after_a_minute() {
    RateLimiter limiter = limiter(3);
    for (int i = 0; i < 5; i++) {
      limiter.decide("a");
    }
    now.addAndGet(Duration.ofMinutes(1).toNanos());

    for (int i = 0; i < 3; i++) {
      assertThat(limiter.decide("a").isAccepted()).isTrue();
    }
    assertThat(limiter.decide("a").isAccepted()).isFalse();
  }

  @Test
  void zero_means_no_limit() {
    RateLimiter limiter = limiter(0);

    for (int i = 0; i < 10_000; i++) {
      assertThat(limiter.decide("a").isAccepted()).isTrue();
    }
  }

  @Test
  void remembers_the_latest_clients_only() {
    RateLimiter limiter = limiter(1);
    limiter.decide("first");
    for (int i = 0; i < RateLimiter.MAX_CLIENTS - 1; i++) {
      limiter.decide("client " + i);
    }
    assertThat(limiter.decide("first").isAccepted()).isFalse();

    for (int i = 0; i < RateLimiter.MAX_CLIENTS; i++) {
      limiter.decide("other " + i);
    }
    assertThat(limiter.decide("first").isAccepted()).isTrue();
  }
}

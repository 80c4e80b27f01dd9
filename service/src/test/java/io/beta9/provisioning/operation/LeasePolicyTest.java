package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeasePolicyTest {
  private static final Duration TERM = Duration.ofMinutes(10);
  private static final Duration GRACE = Duration.ofMinutes(1);

  @Test
  void an_owner_counts_as_terminated_after_the_term_and_the_margin() {
    assertThat(new LeasePolicy(TERM, GRACE, Duration.ofMinutes(3)).takeoverAfter())
        .isEqualTo(Duration.ofMinutes(13));
    assertThat(LeasePolicy.STANDARD).isEqualTo(new LeasePolicy(TERM, GRACE, Duration.ofMinutes(3)));
  }

  @Test
  void the_margin_must_be_longer_than_the_grace() {
    assertThat(new LeasePolicy(TERM, GRACE, GRACE.plusNanos(1)).margin())
        .isEqualTo(GRACE.plusNanos(1));
    assertThatThrownBy(() -> new LeasePolicy(TERM, GRACE, GRACE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LeasePolicy(TERM, GRACE, GRACE.minusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

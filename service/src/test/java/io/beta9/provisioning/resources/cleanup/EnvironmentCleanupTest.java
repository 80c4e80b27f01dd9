package io.beta9.provisioning.resources.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentCleanupTest {
  private static final Leftover VOLUME = new Leftover("ec2:volume", "vol-1", "", true, "");
  private static final Leftover VPC = new Leftover("ec2:vpc", "vpc-1", "", false, "");
  private static final Leftover DELETED = new Leftover("ec2:vpc", "vpc-1", "", false, "deleted");

  private final List<Leftover> removed = new ArrayList<>();
  private final Deque<List<Leftover>> reads = new ArrayDeque<>();
  private Instant now = Instant.EPOCH;

  @Test
  void reads_again_before_it_reports_that_nothing_is_left() throws Exception {
    reads.add(List.of());
    reads.add(List.of(VOLUME));

    clean();

    assertThat(removed).containsExactly(VOLUME);
  }

  @Test
  void accepts_what_is_still_shown_after_its_deletion() throws Exception {
    reads.add(List.of(VPC));
    for (int i = 0; i < 4; i++) {
      reads.add(List.of(DELETED));
    }

    clean();

    assertThat(reads).isEmpty();
  }

  @Test
  void reports_what_is_left_after_the_timeout() {
    for (int i = 0; i < 10; i++) {
      reads.add(List.of(VPC));
    }

    assertThatThrownBy(this::clean)
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.RESOURCES_LEFT));
  }

  private void clean() throws InterruptedException {
    ResourceInventory inventory = scope -> reads.isEmpty() ? List.of() : reads.remove();
    LeftoverRemover remover =
        found -> {
          found.stream().filter(Leftover::removable).forEach(removed::add);
          return found.stream().filter(one -> !one.removable()).toList();
        };
    new EnvironmentCleanup(
            inventory, remover, new TestClock(), Duration.ofMinutes(5), Duration.ofMinutes(1))
        .run(
            ResourceScope.of(SimulatedAccount.model()),
            time -> now = now.plus(time),
            (count, names) -> {});
  }

  private final class TestClock extends Clock {
    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}

package io.beta9.provisioning.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReplicaLagTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ReplicaLag lag = new ReplicaLag();

  private static Instant second(int number) {
    return START.plusSeconds(number);
  }

  @Test
  void nothing_is_known_before_the_primary_was_seen() {
    assertThat(lag.of(new Lsn(5), START)).isNull();
  }

  @Test
  void one_that_has_all_is_not_behind_however_long_nobody_writes() {
    lag.primaryAt(new Lsn(100), second(0));
    for (int i = 1; i < 1000; i++) {
      lag.primaryAt(new Lsn(100), second(i));
    }
    assertThat(lag.of(new Lsn(100), second(1000))).isEqualTo(Duration.ZERO);
  }

  @Test
  void one_that_stands_still_is_behind_since_the_first_write_that_it_lacks() {
    lag.primaryAt(new Lsn(100), second(0));
    lag.primaryAt(new Lsn(200), second(10));
    lag.primaryAt(new Lsn(300), second(20));
    assertThat(lag.of(new Lsn(100), second(25))).isEqualTo(Duration.ofSeconds(15));
    assertThat(lag.of(new Lsn(250), second(25))).isEqualTo(Duration.ofSeconds(5));
    assertThat(lag.of(new Lsn(300), second(25))).isEqualTo(Duration.ZERO);
  }

  @Test
  void positions_are_read_and_compared_as_postgresql_means_them() {
    Lsn small = Lsn.parse("0/FFFFFFFF").orElseThrow();
    Lsn great = Lsn.parse("1/0").orElseThrow();
    assertThat(small).isLessThan(great);
    assertThat(Lsn.parse("16/B374D848")).get().hasToString("16/B374D848");
    assertThat(Lsn.parse("nonsense")).isEmpty();
  }
}

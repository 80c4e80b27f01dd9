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
  void is_unknown_before_the_position_of_the_primary_is_recorded() {
    assertThat(lag.of(new Lsn(5), START)).isNull();
  }

  @Test
  void is_zero_while_the_primary_writes_nothing() {
    lag.recordPrimary(new Lsn(100), second(0));
    for (int i = 1; i < 1000; i++) {
      lag.recordPrimary(new Lsn(100), second(i));
    }
    assertThat(lag.of(new Lsn(100), second(1000))).isEqualTo(Duration.ZERO);
  }

  @Test
  void is_the_age_of_the_first_write_that_the_replica_lacks() {
    lag.recordPrimary(new Lsn(100), second(0));
    lag.recordPrimary(new Lsn(200), second(10));
    lag.recordPrimary(new Lsn(300), second(20));
    assertThat(lag.of(new Lsn(100), second(25))).isEqualTo(Duration.ofSeconds(15));
    assertThat(lag.of(new Lsn(250), second(25))).isEqualTo(Duration.ofSeconds(5));
    assertThat(lag.of(new Lsn(300), second(25))).isEqualTo(Duration.ZERO);
  }

  @Test
  void parses_and_compares_positions_as_unsigned_numbers() {
    Lsn small = Lsn.parse("0/FFFFFFFF").orElseThrow();
    Lsn great = Lsn.parse("1/0").orElseThrow();
    assertThat(small).isLessThan(great);
    assertThat(Lsn.parse("16/B374D848")).get().hasToString("16/B374D848");
    assertThat(Lsn.parse("nonsense")).isEmpty();
  }
}

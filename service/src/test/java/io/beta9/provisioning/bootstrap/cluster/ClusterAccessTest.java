package io.beta9.provisioning.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClusterAccessTest {
  @Test
  void renews_the_token_before_a_minute_has_passed() {
    Instant[] now = {Instant.parse("2026-05-04T12:00:00Z")};
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now[0];
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    var coordinates = new ClusterAccess.Coordinates("c", "us-east-1", "https://127.0.0.1:1", "");
    AtomicInteger created = new AtomicInteger();
    try (ClusterAccess access =
        new ClusterAccess(coordinates, () -> "token-" + created.incrementAndGet(), clock)) {
      assertThat(access.token()).isEqualTo("token-1");
      now[0] = now[0].plusSeconds(45);
      assertThat(access.token()).isEqualTo("token-1");
      now[0] = now[0].plusSeconds(1);
      assertThat(access.token()).isEqualTo("token-2");
    }
  }
}

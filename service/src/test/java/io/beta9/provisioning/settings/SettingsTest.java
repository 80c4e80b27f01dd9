package io.beta9.provisioning.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @Test
  void a_worker_has_a_port_of_its_own_and_takes_any_where_none_is_set() {
    Settings settings = Settings.from(Map.of("LISTEN_PORT", "9000"));

    assertThat(settings.api().listenPort()).isEqualTo(9000);
    assertThat(settings.worker().listenPort()).isZero();
    assertThat(Settings.from(Map.of("WORKER_LISTEN_PORT", "9001")).worker().listenPort())
        .isEqualTo(9001);
  }

  @ParameterizedTest
  @CsvSource({
    "LISTEN_PORT, -1, from 0 to 65535",
    "LISTEN_PORT, 65536, from 0 to 65535",
    "LISTEN_PORT, http, from 0 to 65535",
    "WORKER_LISTEN_PORT, 70000, from 0 to 65535",
    "WORKER_DRAIN_SECONDS, -5, 0 or more",
    "WORKER_DRAIN_SECONDS, 99999999999, 0 or more",
    "WORKER_CONCURRENCY, 0, 1 or more",
    "TERRAFORM_LOCK, consul, 's3, dynamodb or both'",
    "REDIS_URL, localhost:6379, redis://:password@host:6379",
    "DATABASE_URL, db, postgresql://user:password@host:5432/name"
  })
  void what_is_out_of_bounds_is_named_with_what_would_do(String name, String value, String wanted) {
    assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
        .isInstanceOf(Settings.InvalidSettingsException.class)
        .hasMessageStartingWith(name + ": ")
        .hasMessageContaining(wanted)
        .hasMessageNotContaining("For input string")
        .hasMessageNotContaining("enum");
  }

  @Test
  void what_is_just_within_bounds_is_taken() {
    Settings settings =
        Settings.from(
            Map.of(
                "LISTEN_PORT",
                "65535",
                "WORKER_DRAIN_SECONDS",
                "0",
                "TERRAFORM_LOCK",
                "Both",
                "REDIS_URL",
                "rediss://:p%40ss@redis:6380/1"));

    assertThat(settings.api().listenPort()).isEqualTo(65535);
    assertThat(settings.worker().drain()).isEqualTo(Duration.ZERO);
    assertThat(settings.tools().stateLock()).isEqualTo(Settings.StateLockKind.BOTH);
    assertThat(settings.redisUrl()).isEqualTo("rediss://:p%40ss@redis:6380/1");
  }

  @Test
  void everything_that_is_wrong_is_named_at_once_and_no_password_with_it() {
    assertThatThrownBy(
            () ->
                Settings.from(
                    Map.of(
                        "DATABASE_URL", "postgresql://u:geheim^@db/x",
                        "REDIS_URL", "redis://:geheim^@redis:6379",
                        "LISTEN_PORT", "x")))
        .satisfies(
            e ->
                Stream.of("DATABASE_URL: ", "REDIS_URL: ", "LISTEN_PORT: ")
                    .forEach(name -> assertThat(e).hasMessageContaining(name)))
        .hasMessageNotContaining("geheim");
  }
}

package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.network.ConnectionProblem;
import io.beta9.provisioning.testing.PortForwarder;
import io.beta9.provisioning.testing.RecordedLog;
import io.beta9.provisioning.testing.Servers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RedisWorkNotifierTest {
  private final Random random = new Random(3);
  private RedisClient client;
  private RedisCommands<String, String> redis;
  private WorkNotifier notifier;

  @BeforeEach
  void start() {
    String uri = "redis://127.0.0.1:" + Servers.redisPort();
    client = RedisClient.create(uri);
    redis = client.connect().sync();
    redis.flushall();
    notifier = new RedisWorkNotifier(RedisURI.create(uri), Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    notifier.close();
    client.shutdown();
  }

  @Test
  void wakes_a_waiting_worker_when_an_operation_is_published() throws Exception {
    CompletableFuture<WorkNotifier.NotificationResult> heard =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return notifier.await(Duration.ofSeconds(20));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    notifier.publish(OperationId.random(random));
    assertThat(heard.get()).isEqualTo(WorkNotifier.NotificationResult.NOTIFIED);
  }

  @Test
  void keeps_the_length_of_the_list_equal_to_the_number_of_waiting_operations() {
    OperationId first = OperationId.random(random);
    OperationId second = OperationId.random(random);
    redis.rpush(RedisWorkNotifier.KEY, "op_gone", first.value(), first.value());
    notifier.synchronize(List.of(first, second));
    assertThat(redis.lrange(RedisWorkNotifier.KEY, 0, -1))
        .containsExactlyInAnyOrder(first.value(), second.value());
    redis.flushall();
    notifier.synchronize(List.of(first, second));
    assertThat(redis.llen(RedisWorkNotifier.KEY)).isEqualTo(2);
  }

  @Test
  void reports_an_unavailable_redis_immediately_and_ignores_publications() throws Exception {
    try (WorkNotifier away =
        new RedisWorkNotifier(RedisURI.create("redis://127.0.0.1:1"), Clock.systemUTC())) {
      away.publish(OperationId.random(random));
      assertThat(away.await(Duration.ofMinutes(5)))
          .isEqualTo(WorkNotifier.NotificationResult.UNAVAILABLE);
      assertThat(away.isAvailable()).isFalse();
      assertThat(away.problem()).contains(ConnectionProblem.REFUSED);
    }
    assertThat(notifier.problem()).as("of one that answers").isEmpty();
  }

  @Test
  void waits_for_the_whole_timeout_if_nothing_is_published() throws Exception {
    // Longer than a command may take: that limit does not apply to waiting.
    assertThat(notifier.await(Duration.ofMillis(800)))
        .isEqualTo(WorkNotifier.NotificationResult.TIMED_OUT);
  }

  @Test
  void a_worker_that_waits_can_be_interrupted() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    notifier.await(Duration.ofMinutes(5));
                    thrown.complete(new IllegalStateException("it was not interrupted"));
                  } catch (Throwable e) {
                    thrown.complete(e);
                  }
                });
    await().until(() -> redis.clientList().contains("cmd=blpop"));
    waiting.interrupt();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void is_available_while_redis_answers_and_closes_its_connections() throws Exception {
    long before = connections();
    assertThat(notifier.isAvailable()).isTrue();
    assertThat(notifier.isAvailable()).isTrue();
    assertThat(connections()).as("one connection is used again").isEqualTo(before + 1);
    notifier.close();
    await().until(() -> connections() == before);
    notifier.publish(OperationId.random(random));
    assertThat(notifier.isAvailable()).isFalse();
    assertThat(notifier.await(Duration.ofMinutes(5)))
        .isEqualTo(WorkNotifier.NotificationResult.UNAVAILABLE);
    assertThat(redis.llen(RedisWorkNotifier.KEY)).isZero();
  }

  private long connections() {
    return redis.clientList().lines().count();
  }

  @Test
  void connects_again_exactly_one_second_after_the_connection_was_lost() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    InstantSource clock = now::get;
    PortForwarder path = PortForwarder.forward(0, Servers.redisPort());
    int port = path.port();
    try (RecordedLog log = RecordedLog.of(RedisWorkNotifier.class);
        WorkNotifier other =
            new RedisWorkNotifier(
                RedisURI.create("redis://127.0.0.1:" + port), clock.withZone(ZoneOffset.UTC))) {
      assertThat(other.isAvailable()).isTrue();
      assertThat(log.lines()).isEmpty();
      CompletableFuture<WorkNotifier.NotificationResult> waiting =
          CompletableFuture.supplyAsync(() -> awaited(other));
      await().until(() -> redis.clientList().contains("cmd=blpop"));
      path.close();
      assertThat(waiting.get()).isEqualTo(WorkNotifier.NotificationResult.UNAVAILABLE);
      await().until(() -> !other.isAvailable());
      try (PortForwarder again = PortForwarder.forward(port, Servers.redisPort())) {
        assertThat(again.port()).isEqualTo(port);
        now.updateAndGet(time -> time.plusMillis(999));
        assertThat(other.isAvailable()).isFalse();
        assertThat(other.await(Duration.ofMillis(50)))
            .isEqualTo(WorkNotifier.NotificationResult.UNAVAILABLE);
        now.updateAndGet(time -> time.plusMillis(1));
        assertThat(other.isAvailable()).isTrue();
        assertThat(other.await(Duration.ofMillis(50)))
            .isEqualTo(WorkNotifier.NotificationResult.TIMED_OUT);
        assertThat(log.lines())
            .first()
            .asString()
            .startsWith("WARN Redis is unavailable; workers poll the database: ");
        assertThat(log.lines())
            .endsWith(
                "INFO Redis is available again; operations are published to provisioning:jobs");
      }
    }
  }

  private static WorkNotifier.NotificationResult awaited(WorkNotifier notifier) {
    try {
      return notifier.await(Duration.ofMinutes(5));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Timeout(30)
  void a_redis_that_accepts_connections_but_does_not_answer_is_unavailable() throws Exception {
    try (ServerSocket silent = new ServerSocket(0);
        WorkNotifier other =
            new RedisWorkNotifier(
                RedisURI.create("redis://127.0.0.1:" + silent.getLocalPort()), Clock.systemUTC())) {
      assertThat(other.isAvailable()).isFalse();
    }
  }

  @Test
  void a_command_that_redis_rejects_is_ignored_and_the_connection_replaced_after_a_second() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    InstantSource clock = now::get;
    redis.set(RedisWorkNotifier.KEY, "not a list");
    try (WorkNotifier other =
        new RedisWorkNotifier(
            RedisURI.create("redis://127.0.0.1:" + Servers.redisPort()),
            clock.withZone(ZoneOffset.UTC))) {
      other.publish(OperationId.random(random));
      assertThat(other.isAvailable()).isFalse();
      now.updateAndGet(time -> time.plusSeconds(1));
      assertThat(other.isAvailable()).isTrue();
    }
  }
}

package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.testing.Servers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    }
  }
}

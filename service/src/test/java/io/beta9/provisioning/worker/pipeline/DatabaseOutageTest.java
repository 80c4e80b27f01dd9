package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.RedisWorkNotifier;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.liveness.OwnerLivenessChecker;
import io.beta9.provisioning.worker.liveness.PodStatusChecker;
import io.beta9.provisioning.worker.liveness.TakeoverMetrics;
import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.loop.LeaseRenewalLoop;
import io.beta9.provisioning.worker.loop.Sleeper;
import io.beta9.provisioning.worker.loop.Worker;
import io.beta9.provisioning.worker.loop.WorkerStartup;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations during outages of the database and of Redis. */
class DatabaseOutageTest {
  @TempDir private Path base;

  private static EmbeddedPostgres postgres(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  /** A pool like that of the service, which fails within two seconds of an outage. */
  private static HikariDataSource pool(int port) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
    config.setConnectionTimeout(2000);
    config.setValidationTimeout(1000);
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("socketTimeout", "5");
    config.setMaximumPoolSize(6);
    return new HikariDataSource(config);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void completes_an_operation_on_the_same_worker_after_a_database_outage() throws Exception {
    int port = freePort();
    Path data = base.resolve("data");
    EmbeddedPostgres server = postgres(data, port);
    try (HikariDataSource database = pool(port)) {
      Servers.migrations(database).up();
      TestQueue queue = new TestQueue(database);
      RegisteredWorker self = queue.worker("w-self", 1, 10, "here");
      RegisteredWorker watcher = queue.worker("w-watcher", 2, 20, "here");
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch away = new CountDownLatch(1);
      Pipeline pipeline =
          ScriptedPipelines.pipeline(
              queue,
              base,
              ScriptedPipelines.step(
                  StepName.APPLY,
                  context -> {
                    started.countDown();
                    away.await();
                    // Appended while the database is unavailable: waits until it is available.
                    context.events().append(new EventData.TerraformDestroyed(7));
                  }),
              ScriptedPipelines.step(StepName.OUTPUTS, context -> context.environment().current()));
      Operation operation = queue.queued();
      Claim claim = queue.operations.claimNext(self.id()).orElseThrow();
      try (LeaseRenewalLoop renewals =
              new LeaseRenewalLoop(
                  self,
                  queue.workers,
                  queue.claims,
                  pipeline.activeClaims(),
                  queue.releaser,
                  Clock.systemUTC(),
                  System::nanoTime);
          Takeovers takeovers =
              new Takeovers(
                  watcher,
                  database,
                  // A worker that looks silent for long enough would be taken over immediately.
                  new OwnerLivenessChecker(
                      watcher, pid -> 0, PodStatusChecker.NONE, LeasePolicy.STANDARD),
                  queue.releaser,
                  new TakeoverMetrics(new SimpleMeterRegistry()),
                  System::nanoTime)) {
        renewals.start();
        takeovers.start();
        CompletableFuture<PipelineResult> leaving =
            CompletableFuture.supplyAsync(() -> pipeline.execute(claim));
        started.await();

        server.close();
        away.countDown();
        await()
            .pollDelay(Duration.ofSeconds(4))
            .atMost(Duration.ofSeconds(6))
            .until(() -> !leaving.isDone());
        server = postgres(data, port);

        assertThat(leaving.get()).isEqualTo(PipelineResult.ENDED);
      }
      assertThat(queue.state(operation.id())).isEqualTo("succeeded");
      assertThat(queue.eventsOf(operation.environment()))
          .contains(StoredEvent.of(new EventData.TerraformDestroyed(7)))
          .noneMatch(event -> event.is(EventKind.WORKER_DIED));
      assertThat(
              queue
                  .jdbc
                  .sql("select epoch from operations where id = :id")
                  .param("id", operation.id().value())
                  .query(Long.class)
                  .single())
          .isEqualTo(1);
    } finally {
      server.close();
    }
  }

  @Test
  void starts_a_worker_when_the_database_becomes_available() throws Exception {
    int port = freePort();
    Path data = base.resolve("data");
    EmbeddedPostgres server = postgres(data, port);
    try (HikariDataSource database = pool(port)) {
      Servers.migrations(database).up();
      TestQueue queue = new TestQueue(database);
      RegisteredWorker self = queue.worker("w-late", 3, 30, "here");
      queue.jdbc.sql("delete from workers").update();
      server.close();
      try (Takeovers takeovers =
          new Takeovers(
              self,
              database,
              new OwnerLivenessChecker(self, pid -> 0, PodStatusChecker.NONE, LeasePolicy.STANDARD),
              queue.releaser,
              new TakeoverMetrics(new SimpleMeterRegistry()),
              System::nanoTime)) {
        Worker worker =
            new Worker(
                self,
                queue.workers,
                queue.claimSource(self.id(), TestQueue.NO_NOTIFICATIONS),
                ScriptedPipelines.pipeline(queue, base),
                queue.releaser,
                Clock.systemUTC());
        AtomicInteger looks = new AtomicInteger();
        CompletableFuture<Boolean> arrival =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    looks.incrementAndGet();
                    new WorkerStartup(worker, takeovers, Sleeper.SYSTEM).complete();
                    return true;
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
        await().pollDelay(Duration.ofSeconds(3)).until(() -> looks.get() == 1);
        assertThat(arrival).as("still waiting").isNotDone();

        server = postgres(data, port);

        assertThat(arrival.get()).isTrue();
      }
      assertThat(queue.jdbc.sql("select id from workers").query(String.class).list())
          .contains("w-late");
    } finally {
      server.close();
    }
  }

  @Test
  void loses_and_duplicates_no_operation_if_redis_is_flushed_or_unavailable() throws Exception {
    int many = 60;
    try (HikariDataSource database = Servers.migratedDatabase()) {
      TestQueue queue = new TestQueue(database);
      Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
      Pipeline pipeline =
          ScriptedPipelines.pipeline(
              queue,
              base,
              ScriptedPipelines.step(
                  StepName.APPLY,
                  context ->
                      runs.computeIfAbsent(
                              context.claim().operation().value(), id -> new AtomicInteger())
                          .incrementAndGet()));
      RedisURI here = RedisURI.create("redis://127.0.0.1:" + Servers.redisPort());
      RedisURI nowhere = RedisURI.create("redis://127.0.0.1:" + freePort());
      List<Operation> operations = new ArrayList<>();
      try (RedisWorkNotifier notifier = new RedisWorkNotifier(here, Clock.systemUTC());
          RedisWorkNotifier polling = new RedisWorkNotifier(nowhere, Clock.systemUTC());
          Worker notified = worker(queue, "w-notified", notifier, pipeline);
          Worker pollingWorker = worker(queue, "w-polling", polling, pipeline);
          RedisClient flushing = RedisClient.create(here)) {
        var connection = flushing.connect();
        notified.register();
        pollingWorker.register();
        notified.start();
        pollingWorker.start();
        for (int i = 0; i < many; i++) {
          Operation operation = queue.queued();
          operations.add(operation);
          (i % 2 == 0 ? notifier : polling).publish(operation.id());
          if (i % 7 == 0) {
            connection.sync().flushall();
          }
        }
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> operations.stream().allMatch(o -> queue.state(o.id()).equals("succeeded")));
        notified.drain(Duration.ofSeconds(5));
        pollingWorker.drain(Duration.ofSeconds(5));
      }
      assertThat(runs).hasSize(many);
      assertThat(runs.values()).allSatisfy(times -> assertThat(times).hasValue(1));
    }
  }

  private static Worker worker(
      TestQueue queue, String id, RedisWorkNotifier notifier, Pipeline pipeline) {
    return new Worker(
        RegisteredWorkers.withConcurrency(id, 2),
        queue.workers,
        queue.claimSource(id, notifier),
        pipeline,
        queue.releaser,
        Clock.systemUTC());
  }
}

package io.beta9.provisioning.worker.loop;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SwitchableDataSource;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import io.beta9.provisioning.worker.pipeline.ScriptedPipelines;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A worker with a real queue and scripted steps. */
abstract class WorkerScenario {
  @TempDir Path base;
  final Semaphore permits = new Semaphore(0);
  final Set<OperationId> started = ConcurrentHashMap.newKeySet();
  final AtomicInteger awaited = new AtomicInteger();

  /** The number of operations for which the host has enough of everything. */
  final AtomicInteger admitted = new AtomicInteger(10);

  TestQueue queue;
  SwitchableDataSource database;
  Pipeline pipeline;
  Worker worker;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    database = new SwitchableDataSource(queue.database);
    pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.NODES,
                context -> {
                  started.add(context.claim().operation());
                  while (!permits.tryAcquire(20, TimeUnit.MILLISECONDS)) {
                    if (context.cancellation().isStopRequested()) {
                      return;
                    }
                  }
                }),
            step(StepName.CHECK, context -> {}));
    worker = worker(2);
  }

  @AfterEach
  void stop() throws Exception {
    pipeline.detach();
    worker.drain(Duration.ZERO);
    worker.awaitDetached(Duration.ofSeconds(20));
    queue.database.close();
  }

  Worker worker(int concurrency) {
    return new Worker(
        identity("w-1", concurrency),
        new WorkerRepository(JdbcClient.create(database)),
        new QueuePoller(
            "w-1",
            new OperationRepository(JdbcClient.create(database)),
            new CountingNotifier(),
            running -> running < admitted.get(),
            Sleeper.SYSTEM),
        pipeline,
        queue.releaser,
        Clock.systemUTC());
  }

  static RegisteredWorker identity(String id, int concurrency) {
    return RegisteredWorkers.withConcurrency(id, concurrency);
  }

  /** A notifier that is always available, so that a claim is not delayed by a pause. */
  final class CountingNotifier implements WorkNotifier {
    @Override
    public void publish(OperationId operation) {}

    @Override
    public NotificationResult await(Duration timeout) throws InterruptedException {
      awaited.incrementAndGet();
      new Semaphore(0).tryAcquire(10, TimeUnit.MILLISECONDS);
      return NotificationResult.TIMED_OUT;
    }

    @Override
    public void synchronize(List<OperationId> due) {}

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public void close() {}
  }

  String state(String id) {
    return queue
        .jdbc
        .sql("select state from workers where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  int operations(String state) {
    return queue
        .jdbc
        .sql("select count(*) from operations where state = :state")
        .param("state", state)
        .query(Integer.class)
        .single();
  }

  void run() {
    worker.register();
    worker.start();
  }

  /** A worker whose claims are supplied by the test. */
  Worker worker(ClaimSource source) {
    return new Worker(
        identity("w-1", 1),
        new WorkerRepository(JdbcClient.create(database)),
        source,
        pipeline,
        queue.releaser,
        Clock.systemUTC());
  }

  static boolean isClaiming() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("claims"));
  }

  /** Waits until interrupted, as for a notification that never arrives. */
  static Optional<Claim> waitWithoutEnd() throws InterruptedException {
    new CountDownLatch(1).await();
    return Optional.empty();
  }
}

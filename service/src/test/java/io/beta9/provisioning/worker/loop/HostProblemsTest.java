package io.beta9.provisioning.worker.loop;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.untilStopRequested;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.report.QueueReports;
import io.beta9.provisioning.testing.RecordedLog;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.admission.ClaimAdmission;
import io.beta9.provisioning.worker.admission.DiskSpace;
import io.beta9.provisioning.worker.admission.LocalPrecondition;
import io.beta9.provisioning.worker.admission.LocalPreconditions;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import io.beta9.provisioning.worker.pipeline.ScriptedPipelines;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

/** What a worker does while its host does not provide what operations need. */
class HostProblemsTest {
  private static final long MB = 1024 * 1024;

  @TempDir private Path base;
  private final AtomicLong freeBytes = new AtomicLong(500 * MB);
  private final AtomicLong nanos = new AtomicLong();
  private TestQueue queue;
  private RegisteredWorker self;
  private DiskSpace disk;
  private LocalPreconditions preconditions;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    self = queue.worker("w-self", 1, 10, "here");
    disk =
        new DiskSpace(base, freeBytes::get, DataSize.ofMegabytes(500), DataSize.ofMegabytes(100));
    preconditions = new LocalPreconditions(Map.of(LocalPrecondition.DISK_SPACE, disk), nanos::get);
  }

  @AfterEach
  void stop() {
    queue.database.close();
  }

  @Test
  void claims_nothing_until_the_host_admits_it() {
    AtomicBoolean admitted = new AtomicBoolean();
    AtomicInteger checks = new AtomicInteger();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(queue, base, step(StepName.CHECK, context -> {}));
    Operation operation = queue.queued();
    ClaimAdmission admission =
        running -> {
          checks.incrementAndGet();
          return admitted.get();
        };
    try (Worker worker =
        new Worker(
            self,
            queue.workers,
            new QueuePoller(
                self.id(), queue.operations, TestQueue.NO_NOTIFICATIONS, admission, Sleeper.SYSTEM),
            pipeline,
            queue.releaser,
            Clock.systemUTC())) {
      worker.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> checks.get() >= 2);
      assertThat(queue.state(operation.id())).isEqualTo("waiting");

      admitted.set(true);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> queue.state(operation.id()).equals("succeeded"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "No space left on device, disk-full",
    "Read-only file system, work-directory-unusable",
    "Permission denied, work-directory-unusable"
  })
  void retries_an_operation_that_failed_because_of_the_disk(String reason, String code) {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.STACK,
                context -> {
                  throw new UncheckedIOException(
                      new FileSystemException(base + "/main.tf", null, reason));
                }));
    Operation operation = queue.queued();

    pipeline.execute(queue.operations.claimNext(self.id()).orElseThrow());

    assertThat(queue.state(operation.id())).isEqualTo("waiting");
    assertThat(queue.status(operation.environment())).isEqualTo("queued");
    assertThat(
            queue
                .jdbc
                .sql("select failure ->> 'code' from operations where id = :id")
                .param("id", operation.id().value())
                .query(String.class)
                .single())
        .isEqualTo(code);
  }

  @Test
  void an_exception_that_the_disk_did_not_cause_remains_an_internal_error() {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.STACK,
                context -> {
                  throw new UncheckedIOException(new IOException("Broken pipe"));
                }));
    Operation operation = queue.queued();

    pipeline.execute(queue.operations.claimNext(self.id()).orElseThrow());

    assertThat(queue.state(operation.id())).isEqualTo("failed");
  }

  @Test
  void reports_low_disk_space_before_it_is_insufficient_and_each_change_once() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    Pipeline pipeline =
        ScriptedPipelines.pipeline(queue, base, untilStopRequested(StepName.NODES, started));
    HostMonitor monitor = monitor(pipeline);
    Operation operation = queue.queued();
    Claim claim = queue.operations.claimNext(self.id()).orElseThrow();
    CompletableFuture<?> execution = CompletableFuture.runAsync(() -> pipeline.execute(claim));
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();

    check(monitor, 500 * MB);
    assertThat(problems()).isEmpty();
    assertThat(hostEvents(operation)).isEmpty();

    check(monitor, 500 * MB - 1);
    check(monitor, 300 * MB);
    assertThat(problems()).singleElement().asString().contains("low", "WORKDIR_FREE_WARNING");
    assertThat(hostEvents(operation)).hasSize(1);

    check(monitor, 100 * MB - 1);
    assertThat(problems()).singleElement().asString().contains("WORKDIR_FREE_MINIMUM");
    assertThat(hostEvents(operation)).hasSize(2);

    check(monitor, 500 * MB);
    assertThat(problems()).isEmpty();
    assertThat(hostEvents(operation)).hasSize(2);
    pipeline.detach();
    execution.get();
  }

  @Test
  void stores_the_problems_as_soon_as_the_worker_is_registered() {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(queue, base, step(StepName.CHECK, context -> {}));
    queue.jdbc.sql("delete from workers").update();
    HostMonitor monitor = monitor(pipeline);
    check(monitor, 0);

    queue.worker("w-self", 1, 10, "here");
    check(monitor, 0);

    assertThat(problems()).hasSize(1);
  }

  @Test
  void logs_each_problem_once_and_the_end_of_all() {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(queue, base, step(StepName.CHECK, context -> {}));
    HostMonitor monitor = monitor(pipeline);
    try (RecordedLog log = RecordedLog.of(HostMonitor.class)) {
      check(monitor, 500 * MB);
      assertThat(log.lines()).isEmpty();

      check(monitor, 100 * MB - 1);
      check(monitor, 100 * MB - 2);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("ERROR The worker has too little disk space: ");

      check(monitor, 500 * MB);
      check(monitor, 500 * MB);
      assertThat(log.lines())
          .hasSize(2)
          .last()
          .isEqualTo("INFO The problems of this host have ended; this worker claims operations");
    }
  }

  private HostMonitor monitor(Pipeline pipeline) {
    return new HostMonitor(
        self.id(), preconditions, disk, queue.workers, pipeline.activeClaims(), queue.lifecycle());
  }

  private void check(HostMonitor monitor, long free) {
    freeBytes.set(free);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    monitor.check();
  }

  private List<String> problems() {
    return new QueueReports(queue.jdbc).workers().getFirst().problems();
  }

  private List<StoredEvent> hostEvents(Operation operation) {
    return queue.eventsOf(operation.environment()).stream()
        .filter(event -> event.is(EventKind.HOST_PROBLEM))
        .filter(event -> event.text("worker").equals("w-self"))
        .toList();
  }
}

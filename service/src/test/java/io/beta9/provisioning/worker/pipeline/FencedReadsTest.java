package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.ClaimRepository.HeldClaim;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.ProcessRepository.RecordedProcess;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SwitchableDataSource;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that a step reads or writes survives one unavailability of the database, and nothing
 * is written under a claim that was lost.
 */
class FencedReadsTest {
  private static HikariDataSource database;
  private static TestQueue queue;
  private SwitchableDataSource flaky;
  private Claim claim;
  private FencedRunJournal journal;
  private FencedEnvironmentRecord environment;
  private FencedKeptStates keptStates;
  private OperationLifecycle lifecycle;

  @BeforeAll
  static void startDatabase() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    queue.worker("w-1", 1, 10, "here");
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void start() {
    flaky = new SwitchableDataSource(database);
    JdbcClient jdbc = JdbcClient.create(flaky);
    StepRepositories repositories =
        new StepRepositories(
            new EnvironmentRepository(jdbc, JsonMapper.shared()),
            new OperationRepository(jdbc),
            new EventRepository(jdbc, JsonMapper.shared()),
            new LogRepository(jdbc),
            new JournalRepository(jdbc),
            new ProcessRepository(jdbc),
            new KeptStateRepository(jdbc));
    FencedWriter writer =
        new FencedWriter(
            new TransactionTemplate(new JdbcTransactionManager(flaky)),
            Clock.systemUTC(),
            repositories.operations());
    queue.queued();
    claim = queue.operations.claimNext("w-1").orElseThrow();
    journal = new FencedRunJournal(claim, writer, repositories);
    environment = new FencedEnvironmentRecord(claim, writer, repositories);
    keptStates = new FencedKeptStates(claim, writer, repositories.keptStates());
    lifecycle =
        new FencedOperationLifecycle(
            writer,
            repositories.operations(),
            repositories.environments(),
            repositories.events(),
            new ClaimRepository(jdbc),
            new RegionCircuitRepository(jdbc));
  }

  private Map<String, Runnable> reads() {
    Map<String, Runnable> reads = new TreeMap<>();
    reads.put("storedLines", () -> assertThat(journal.storedLines("r")).isZero());
    reads.put(
        "storedLinesOfAnyOperation",
        () -> assertThat(journal.storedLinesOfAnyOperation("r")).isZero());
    reads.put("completions", () -> assertThat(journal.completions()).isEmpty());
    reads.put("latestRun", () -> assertThat(journal.latestRun(Set.of("APPLY"))).isEmpty());
    reads.put("pastRuns", () -> assertThat(journal.pastRuns()).isEmpty());
    reads.put("failedToRelease", () -> assertThat(journal.failedToRelease("l")).isFalse());
    reads.put(
        "current environment",
        () -> assertThat(environment.current().id()).isEqualTo(claim.environment()));
    reads.put("isForced", () -> assertThat(environment.isForced()).isFalse());
    reads.put("requestedSmokeTest", () -> assertThat(environment.requestedSmokeTest()).isEmpty());
    reads.put("pending kept state", () -> assertThat(keptStates.pending()).isEmpty());
    reads.put("completedSteps", () -> assertThat(lifecycle.completedSteps(claim)).isEmpty());
    reads.put(
        "timeSinceFirstClaim",
        () -> assertThat(lifecycle.timeSinceFirstClaim(claim)).isLessThan(Duration.ofHours(1)));
    return reads;
  }

  private Map<String, Runnable> writes() {
    Map<String, Runnable> writes = new TreeMap<>();
    writes.put(
        "append to the journal",
        () -> journal.append("r", 0, List.of("{\"a\": 1}"), List.of("a"), Progress.NONE));
    writes.put(
        "start of a process",
        () -> journal.processStarted(new RecordedProcess("r", "APPLY", "h", "b", 1, 2, "/d")));
    writes.put("end of a process", () -> journal.processEnded("r", 0));
    writes.put(
        "outputs",
        () -> environment.mergeOutputs(JsonMapper.shared().createObjectNode().put("k", "v")));
    writes.put("kept state", () -> keptStates.save(new KeptState("a", 1, new byte[] {1})));
    writes.put("pushed state", () -> keptStates.markPushed());
    return writes;
  }

  @TestFactory
  Stream<DynamicTest> a_read_is_repeated_while_the_database_is_unavailable() {
    return Stream.concat(reads().entrySet().stream(), writes().entrySet().stream())
        .map(
            call ->
                DynamicTest.dynamicTest(
                    call.getKey(),
                    () -> {
                      AtomicInteger connections = new AtomicInteger();
                      flaky.beforeConnection(
                          () -> flaky.setAvailable(connections.incrementAndGet() > 1));
                      call.getValue().run();
                      assertThat(connections).hasValueGreaterThan(1);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> nothing_is_written_under_a_claim_that_was_lost() {
    return writes().entrySet().stream()
        .map(
            call ->
                DynamicTest.dynamicTest(
                    call.getKey(),
                    () -> {
                      loseClaim();
                      assertThatThrownBy(call.getValue()::run)
                          .isInstanceOf(ClaimLostException.class);
                      assertThat(journal.storedLines("r")).isZero();
                      assertThat(journal.latestRun(Set.of("APPLY"))).isEmpty();
                      assertThat(environment.current().outputs().toTree()).isEmpty();
                      assertThat(keptStates.pending()).isEmpty();
                    }));
  }

  private void loseClaim() {
    queue.claims.owners().stream()
        .flatMap(owner -> owner.claims().stream().filter(this::isOwn).map(held -> owner))
        .forEach(
            owner ->
                owner.claims().stream()
                    .filter(this::isOwn)
                    .forEach(held -> queue.claims.release(held, owner.worker(), null)));
  }

  private boolean isOwn(HeldClaim held) {
    return held.operation().equals(claim.operation());
  }
}

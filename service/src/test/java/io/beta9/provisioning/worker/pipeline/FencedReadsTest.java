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
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.ProcessRepository.RecordedProcess;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.testing.SwitchableDataSource;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.tfstate.kept.KeptStateStore;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.RunJournal;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
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
  private StepRepositories repositories;
  private FencedWriter writer;
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
    repositories =
        new StepRepositories(
            new EnvironmentRepository(jdbc, JsonMapper.shared()),
            new OperationRepository(jdbc),
            new EventRepository(jdbc, JsonMapper.shared()),
            new LogRepository(jdbc),
            new JournalRepository(jdbc),
            new ProcessRepository(jdbc),
            new KeptStateRepository(jdbc));
    writer =
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
    reads.put("RunJournal.storedLines", () -> assertThat(journal.storedLines("r")).isZero());
    reads.put(
        "RunJournal.storedLinesOfAnyOperation",
        () -> assertThat(journal.storedLinesOfAnyOperation("r")).isZero());
    reads.put("RunJournal.completions", () -> assertThat(journal.completions()).isEmpty());
    reads.put(
        "RunJournal.latestRun", () -> assertThat(journal.latestRun(Set.of("APPLY"))).isEmpty());
    reads.put("RunJournal.pastRuns", () -> assertThat(journal.pastRuns()).isEmpty());
    reads.put(
        "RunJournal.failedToRelease", () -> assertThat(journal.failedToRelease("l")).isFalse());
    reads.put(
        "EnvironmentRecord.current",
        () -> assertThat(environment.current().id()).isEqualTo(claim.environment()));
    reads.put("EnvironmentRecord.isForced", () -> assertThat(environment.isForced()).isFalse());
    reads.put(
        "EnvironmentRecord.requestedSmokeTest",
        () -> assertThat(environment.requestedSmokeTest()).isEmpty());
    reads.put("KeptStateStore.pending", () -> assertThat(keptStates.pending()).isEmpty());
    reads.put(
        "OperationLifecycle.completedSteps",
        () -> assertThat(lifecycle.completedSteps(claim)).isEmpty());
    reads.put(
        "OperationLifecycle.timeSinceFirstClaim",
        () -> assertThat(lifecycle.timeSinceFirstClaim(claim)).isLessThan(Duration.ofHours(1)));
    reads.put(
        "OperationLifecycle.timeSinceRequested",
        () -> assertThat(lifecycle.timeSinceRequested(claim)).isLessThan(Duration.ofHours(1)));
    reads.put(
        "EnvironmentRecord.hasBeenApplied",
        () -> assertThat(environment.hasBeenApplied()).isFalse());
    reads.put(
        "EnvironmentRecord.keepsSnapshot", () -> assertThat(environment.keepsSnapshot()).isFalse());
    reads.put(
        "EnvironmentRecord.acceptedConsequences",
        () -> assertThat(environment.acceptedConsequences()).isEmpty());
    reads.put(
        "EnvironmentRecord.confirmedChanges",
        () -> assertThat(environment.confirmedChanges()).isEmpty());
    reads.put(
        "EnvironmentRecord.plannedModel",
        () ->
            assertThat(
                    new FencedEnvironmentRecord(planClaim(), writer, repositories).plannedModel())
                .isEmpty());
    return reads;
  }

  private Map<String, Runnable> writes() {
    Map<String, Runnable> writes = new TreeMap<>();
    writes.put(
        "RunJournal.append",
        () -> journal.append("r", 0, List.of("{\"a\": 1}"), List.of("a"), Progress.NONE));
    writes.put(
        "RunJournal.processStarted",
        () -> journal.processStarted(new RecordedProcess("r", "APPLY", "h", "b", 1, 2, "/d")));
    writes.put("RunJournal.processEnded", () -> journal.processEnded("r", 0));
    writes.put(
        "EnvironmentRecord.mergeOutputs",
        () -> environment.mergeOutputs(JsonMapper.shared().createObjectNode().put("k", "v")));
    writes.put("KeptStateStore.save", () -> keptStates.save(new KeptState("a", 1, new byte[] {1})));
    writes.put("KeptStateStore.markPushed", () -> keptStates.markPushed());
    writes.put("EnvironmentRecord.recordPlan", () -> environment.recordPlan("{\"changes\": []}"));
    writes.put(
        "EnvironmentRecord.replaceZones", () -> environment.replaceZones(SimulatedAccount.model()));
    return writes;
  }

  /** The same claim, as if its operation were a plan. */
  private Claim planClaim() {
    return new Claim(
        claim.operation(),
        claim.environment(),
        claim.tenant(),
        OperationKind.PLAN,
        claim.worker(),
        claim.epoch(),
        claim.attempt());
  }

  /** Fails for a method that is added to a role and that no test calls. */
  @Test
  void every_read_and_write_of_the_roles_is_tested() {
    Set<String> methods =
        Stream.of(RunJournal.class, EnvironmentRecord.class, KeptStateStore.class)
            .flatMap(
                role ->
                    Arrays.stream(role.getMethods())
                        .filter(method -> Modifier.isAbstract(method.getModifiers()))
                        .map(method -> role.getSimpleName() + "." + method.getName()))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> tested = new TreeSet<>(reads().keySet());
    tested.addAll(writes().keySet());
    assertThat(tested).containsAll(methods);
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

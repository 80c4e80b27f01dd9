package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.lease.ActiveClaims;
import io.beta9.provisioning.worker.lease.CancellationState;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.StepRecords;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One operation on the environment of {@link SimulatedAccount}, and everything that its steps read
 * and record, without a database.
 */
public final class InMemoryOperation {
  private static final OperationId ID = new OperationId("op_000000000001");

  private final WorkerDependencies dependencies;
  private final OperationKind kind;
  private final InMemoryEnvironment environment;
  private final InMemoryRuns runs;
  private final InMemoryLifecycle lifecycle = new InMemoryLifecycle();
  private final List<EventData> events = Collections.synchronizedList(new ArrayList<>());
  private final List<LogLine> log = Collections.synchronizedList(new ArrayList<>());
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final InMemoryKeptStates keptStates = new InMemoryKeptStates();
  private final ActiveClaims activeClaims;
  private Runnable onEvent = () -> {};
  private @Nullable RuntimeException openingFailure;
  private @Nullable Error openingError;

  /** A line of the environment's log. */
  public record LogLine(String step, String stream, String text) {}

  public InMemoryOperation(OperationKind kind, WorkerDependencies dependencies) {
    this(kind, dependencies, new InMemoryEnvironment(), new InMemoryRuns(ID));
  }

  private InMemoryOperation(
      OperationKind kind,
      WorkerDependencies dependencies,
      InMemoryEnvironment environment,
      InMemoryRuns runs) {
    this.kind = kind;
    this.dependencies = dependencies;
    this.environment = environment;
    this.runs = runs;
    this.activeClaims = new ActiveClaims(LeasePolicy.STANDARD, dependencies.clock(), () -> 0);
  }

  /**
   * Returns a later operation on the same environment. It has to be executed under a later epoch,
   * because both have the same id.
   */
  public InMemoryOperation next(OperationKind later) {
    return new InMemoryOperation(later, dependencies, environment, runs);
  }

  public InMemoryEnvironment environment() {
    return environment;
  }

  public InMemoryRuns runs() {
    return runs;
  }

  public InMemoryLifecycle lifecycle() {
    return lifecycle;
  }

  public List<EventData> events() {
    return events;
  }

  public List<LogLine> log() {
    return log;
  }

  public MeterRegistry meters() {
    return meters;
  }

  InMemoryKeptStates keptStates() {
    return keptStates;
  }

  ActiveClaims activeClaims() {
    return activeClaims;
  }

  /** Calls this after each event. */
  void onEvent(Runnable action) {
    onEvent = action;
  }

  /** Makes the opening of the operation fail. */
  void failOpening(RuntimeException exception) {
    openingFailure = exception;
  }

  void failOpening(Error error) {
    openingError = error;
  }

  /** Returns the first claim, in its first attempt. */
  public Claim claim() {
    return claim(1, 1);
  }

  public Claim claim(long epoch, int attempt) {
    return new Claim(
        ID, SimulatedAccount.ID, InMemoryEnvironment.TENANT, kind, "w-1", epoch, attempt);
  }

  /** Opens the context of the first claim. */
  public StepContext context() {
    return context(activeClaims.begin(claim()));
  }

  public StepContext context(CancellationState cancellation) {
    return contexts().open(claim(), cancellation);
  }

  StepContextFactory contexts() {
    return new StepContextFactory(
        dependencies,
        claim -> {
          if (openingFailure != null) {
            throw openingFailure;
          }
          if (openingError != null) {
            throw openingError;
          }
          return new StepRecords(
              environment,
              runs,
              keptStates,
              event -> {
                events.add(event);
                onEvent.run();
              },
              (step, stream, lines) ->
                  lines.forEach(line -> log.add(new LogLine(step, stream, line))),
              () -> {});
        },
        OperationTracing.off());
  }

  /** Returns a pipeline that executes the operation. */
  public Pipeline pipeline(StepCatalog catalog) {
    return new Pipeline(
        lifecycle,
        contexts(),
        catalog,
        RetryPolicy.STANDARD,
        new OperationMetrics(meters),
        activeClaims,
        new Random(5));
  }
}

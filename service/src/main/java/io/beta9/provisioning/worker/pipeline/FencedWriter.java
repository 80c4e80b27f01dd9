package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.StatusTransitions;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionOutcome;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that a worker writes, each write in a transaction that holds the claim: once a newer
 * claim exists, nothing of the old one reaches the database any more.
 */
public final class FencedWriter {
  /** As long as a worker's promise to have stopped its children when it cannot renew. */
  private static final Duration PATIENCE = LeasePolicy.STANDARD.term();

  private final RetryingTransactions writes;
  private final OperationRepository operations;
  private final EnvironmentRepository environments;
  private final EventRepository events;
  private final LogRepository logs;
  private final JournalRepository journal;
  private final ProcessRepository processes;
  private final KeptStateRepository keptStates;
  private final ClaimRepository claims;
  private final RegionCircuitRepository regions;

  /** The repositories that a worker writes to. */
  public record Repositories(
      OperationRepository operations,
      EnvironmentRepository environments,
      EventRepository events,
      LogRepository logs,
      JournalRepository journal,
      ProcessRepository processes,
      ClaimRepository claims,
      KeptStateRepository keptStates,
      RegionCircuitRepository regions) {}

  public FencedWriter(TransactionTemplate transactions, Clock clock, Repositories repositories) {
    this.writes = new RetryingTransactions(transactions, clock, PATIENCE);
    this.operations = repositories.operations();
    this.environments = repositories.environments();
    this.events = repositories.events();
    this.logs = repositories.logs();
    this.journal = repositories.journal();
    this.processes = repositories.processes();
    this.keptStates = repositories.keptStates();
    this.claims = repositories.claims();
    this.regions = repositories.regions();
  }

  /** The environment as it is now. */
  Environment environment(Claim claim) {
    return writes
        .ask(() -> environments.find(claim.tenant(), claim.environment()))
        .orElseThrow(
            () ->
                new IllegalStateException("no environment " + claim.environment() + " to work on"));
  }

  Set<String> stepsDone(Claim claim) {
    return writes.ask(() -> operations.stepsDone(claim));
  }

  /**
   * Tells from whom the operation was taken over, if it was; once.
   *
   * @return whether a person has asked for it to stop meanwhile
   */
  public boolean takenOver(Claim claim) {
    if (claim.epoch() == 1) {
      return false;
    }
    held(
        claim,
        () -> {
          String former = claims.takenFrom(claim);
          if (former != null) {
            event(
                claim,
                "taken-over",
                former.equals(claim.worker())
                    ? "worker " + former + " takes the operation up again"
                    : "the operation of worker " + former + " goes on with " + claim.worker());
          }
        });
    return writes.ask(
        () ->
            claims.heldBy(claim.worker()).stream()
                .anyMatch(
                    held -> held.operation().equals(claim.operation()) && held.cancelRequested()));
  }

  /** For how long the operation has been tried, pauses included. */
  Duration triedFor(Claim claim) {
    return writes.ask(() -> operations.triedFor(claim));
  }

  void stepStarted(Claim claim, Step step, Progress progress) {
    held(
        claim,
        () -> {
          Environment environment = locked(claim);
          if (ManualStatusOverride.isGone(environment)) {
            throw new FailureException(ManualStatusOverride.gone(environment));
          }
          operations.stepStarted(claim, step.name().code());
          environments.move(environment, step.move());
          environments.progress(claim.tenant(), claim.environment(), progress);
          event(claim, "step-started", step.name().code() + ": " + step.name().words());
        });
  }

  void stepDone(Claim claim, Step step, Duration took) {
    held(
        claim,
        () -> {
          operations.stepDone(claim, step.name().code());
          if (step.lasts()) {
            operations.progressed(claim);
          }
          if (step.name() == StepName.APPLY) {
            // Whatever comes later: the region has made what was asked for.
            regions.note(claim, RegionOutcome.Sort.WELL, null);
          }
          event(
              claim,
              "step-done",
              step.name().code() + ": done in " + took.toMillis() / 1000.0 + " s");
        });
  }

  public void succeed(Claim claim, Transition move, String message) {
    held(
        claim,
        () -> {
          Environment environment = locked(claim);
          if (ManualStatusOverride.isGone(environment) && move != Transition.FINISH_DESTROY) {
            endSetAside(claim, environment);
            return;
          }
          operations.succeed(claim);
          if (!ManualStatusOverride.isGone(environment)) {
            moveOn(claim, environment, move);
          }
          environments.failure(claim.tenant(), claim.environment(), null, null);
          regions.note(claim, RegionOutcome.Sort.WELL, null);
          event(claim, "succeeded", message);
        });
  }

  public void fail(Claim claim, @Nullable String phase, Failure failure) {
    boolean cancelled = failure.kind() == FailureClass.CANCELLED;
    held(
        claim,
        () -> {
          Environment environment = locked(claim);
          if (ManualStatusOverride.isGone(environment)) {
            endSetAside(claim, environment);
            return;
          }
          if (cancelled) {
            operations.cancel(claim, failure);
          } else {
            operations.fail(claim, failure);
          }
          environments.move(environment, Transition.FAIL);
          environments.failure(claim.tenant(), claim.environment(), phase, failure);
          regions.note(claim, RegionOutcome.Sort.of(failure), failure);
          event(claim, cancelled ? "cancelled" : "failed", failure.message());
        });
  }

  public void postpone(
      Claim claim, @Nullable String phase, Failure failure, Transition move, Duration pause) {
    postpone(claim, phase, failure, move, pause, Duration.ZERO);
  }

  /** The same while a Terraform of it lives on here, which nobody may meet before it has ended. */
  void postponeBesideTerraform(
      Claim claim, @Nullable String phase, Failure failure, Transition move, Duration pause) {
    postpone(claim, phase, failure, move, pause, LeasePolicy.STANDARD.keptAfter());
  }

  private void postpone(
      Claim claim,
      @Nullable String phase,
      Failure failure,
      Transition move,
      Duration pause,
      Duration keptFor) {
    held(
        claim,
        () -> {
          Environment environment = locked(claim);
          if (ManualStatusOverride.isGone(environment)) {
            endSetAside(claim, environment);
            return;
          }
          operations.postpone(claim, failure, pause, keptFor);
          moveOn(claim, environment, move);
          environments.failure(claim.tenant(), claim.environment(), phase, failure);
          regions.note(claim, RegionOutcome.Sort.of(failure), failure);
          event(
              claim,
              "retrying",
              failure.message()
                  + " Trying again by itself in "
                  + Math.max(1, pause.toSeconds())
                  + " s; this was attempt "
                  + claim.attempt()
                  + ".");
        });
  }

  private void endSetAside(Claim claim, Environment environment) {
    Failure failure = ManualStatusOverride.gone(environment);
    operations.fail(claim, failure);
    event(claim, "failed", failure.message());
  }

  /** Moves on from where the operation is, whatever somebody has written into the column. */
  private void moveOn(Claim claim, Environment environment, Transition move) {
    if (StatusTransitions.isLegal(environment.status(), move)) {
      environments.move(environment, move);
      return;
    }
    environments.move(
        environment,
        claim.kind() == OperationKind.DESTROY ? Transition.DESTROY : Transition.PROVISION);
    environments.move(locked(claim), move);
  }

  void progress(Claim claim, Progress progress) {
    held(claim, () -> environments.progress(claim.tenant(), claim.environment(), progress));
  }

  void outputs(Claim claim, ObjectNode outputs) {
    held(claim, () -> environments.outputs(claim.tenant(), claim.environment(), outputs));
  }

  void event(Claim claim, String kind, String message) {
    events.append(claim.tenant(), claim.environment(), claim.operation(), kind, message, null);
  }

  /** Tells of something in a transaction of its own. */
  void tell(Claim claim, String kind, String message) {
    held(claim, () -> event(claim, kind, message));
  }

  void log(Claim claim, String step, String stream, List<String> lines) {
    held(claim, () -> logs.append(claim, step, stream, lines));
  }

  /** Keeps lines of Terraform's journal, their words, and how far it has come, together. */
  void journal(
      Claim claim,
      String runId,
      long firstLine,
      List<String> lines,
      List<String> words,
      Progress progress) {
    held(
        claim,
        () -> {
          journal.append(claim, runId, firstLine, lines);
          logs.append(claim, String.valueOf(progress.step()), "terraform", words);
          environments.progress(claim.tenant(), claim.environment(), progress);
        });
  }

  /** How many lines of a run are kept: the number of the first that is not. */
  long linesStored(Claim claim, String runId) {
    return writes.ask(() -> journal.lines(claim.operation(), runId));
  }

  /** The same for a run of any operation of the environment. */
  long linesOfRun(Claim claim, String runId) {
    return journal.linesOfRun(claim.environment(), runId);
  }

  /** What the environment's operations are known to have made and deleted, oldest first. */
  List<JournalRepository.Completion> completions(Claim claim) {
    return journal.completions(claim.environment());
  }

  /** How the last process of these kinds ended that any operation of the environment started. */
  Optional<ProcessRepository.ProcessEnd> lastOf(Claim claim, Set<String> kinds) {
    return processes.lastOf(claim.environment(), kinds);
  }

  /**
   * Makes sure that the claim is in force at this moment, before something is written elsewhere.
   *
   * @throws ClaimLostException where it is not
   */
  void requireHeld(Claim claim) {
    held(claim, () -> {});
  }

  void processStarted(Claim claim, ProcessRepository.RecordedChild child) {
    held(claim, () -> processes.started(claim, child));
  }

  /** Whether it waits to be pushed: false where it has been. */
  boolean keepState(Claim claim, KeptStateRepository.KeptState state) {
    AtomicBoolean waits = new AtomicBoolean();
    held(claim, () -> waits.set(keptStates.keep(claim, state)));
    return waits.get();
  }

  Optional<KeptStateRepository.KeptState> keptState(Claim claim) {
    return keptStates.waiting(claim.tenant(), claim.environment());
  }

  void statePushed(Claim claim) {
    held(claim, () -> keptStates.pushed(claim));
  }

  List<ProcessRepository.Killed> killedRuns(Claim claim) {
    return processes.killed(claim.tenant(), claim.environment());
  }

  /** Whether a run of the environment said at its end that it could not let go of this lock. */
  boolean couldNotRelease(Claim claim, String lockId) {
    return journal.couldNotRelease(claim.environment(), lockId);
  }

  void processEnded(Claim claim, String runId, @Nullable Integer exitCode) {
    held(claim, () -> processes.ended(claim, runId, exitCode));
  }

  private Environment locked(Claim claim) {
    return environments
        .lock(claim.tenant(), claim.environment())
        .orElseThrow(() -> new IllegalStateException("no environment " + claim.environment()));
  }

  private void held(Claim claim, Runnable write) {
    writes.write(
        () -> {
          operations.hold(claim);
          write.run();
        });
  }
}

package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.StatusTransitions;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.Restorable;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionOutcome;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.worker.role.HostProblems;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lifecycle of operations in the database; every write is one fenced transaction. */
public final class FencedOperationLifecycle implements OperationLifecycle, HostProblems {
  /** After these, the state of the account is that from before the update. */
  private static final Set<FailureCode> REJECTED_PLANS =
      EnumSet.of(
          FailureCode.UPDATE_WOULD_INTERRUPT,
          FailureCode.UPDATE_PLAN_CHANGED,
          FailureCode.PLAN_WOULD_DESTROY);

  private final FencedWriter writer;
  private final OperationRepository operations;
  private final EnvironmentRepository environments;
  private final EventRepository events;
  private final ClaimRepository claims;
  private final RegionCircuitRepository regions;

  public FencedOperationLifecycle(
      FencedWriter writer,
      OperationRepository operations,
      EnvironmentRepository environments,
      EventRepository events,
      ClaimRepository claims,
      RegionCircuitRepository regions) {
    this.writer = writer;
    this.operations = operations;
    this.environments = environments;
    this.events = events;
    this.claims = claims;
    this.regions = regions;
  }

  @Override
  public Set<String> completedSteps(Claim claim) {
    return writer.read(() -> operations.completedSteps(claim));
  }

  @Override
  public Duration timeSinceFirstClaim(Claim claim) {
    return writer.read(() -> operations.timeSinceFirstClaim(claim));
  }

  @Override
  public Duration timeSinceRequested(Claim claim) {
    return writer.read(() -> operations.timeSinceRequested(claim));
  }

  @Override
  public boolean recordTakeover(Claim claim) {
    if (claim.epoch() == 1) {
      return false;
    }
    writer.write(
        claim,
        () -> {
          String previous = claims.acknowledgeTakeover(claim);
          if (previous != null) {
            append(claim, new EventData.TakenOver(previous, claim.worker()));
          }
        });
    return writer.read(
        () ->
            claims.heldBy(claim.worker()).stream()
                .anyMatch(
                    held -> held.operation().equals(claim.operation()) && held.cancelRequested()));
  }

  @Override
  public void startStep(Claim claim, Step step, Progress progress) {
    writer.write(
        claim,
        () -> {
          Environment environment = lockEnvironment(claim);
          if (ManualStatusOverride.isDestroyed(environment)) {
            throw new FailureException(ManualStatusOverride.failure(environment));
          }
          operations.stepStarted(claim, step.name().code());
          Transition transition = step.transition();
          if (isPlan(claim) || transition == null) {
            return;
          }
          environments.transition(environment, transition);
          environments.setProgress(claim.tenant(), claim.environment(), progress);
          append(claim, EventData.StepStarted.of(step.name()));
        });
  }

  @Override
  public void completeStep(Claim claim, Step step, Duration duration) {
    writer.write(
        claim,
        () -> {
          operations.stepCompleted(claim, step.name().code());
          if (step.isDurable()) {
            operations.resetAttempts(claim);
          }
          if (isPlan(claim)) {
            return;
          }
          if (step.name() == StepName.APPLY) {
            // Independent of later steps: the region has created what was requested.
            regions.record(claim, RegionOutcome.OutcomeKind.SUCCEEDED, null);
          }
          environments.clearFailureOf(claim.tenant(), claim.environment(), step.name().code());
          append(claim, new EventData.StepDone(step.name().code(), duration.toMillis() / 1000.0));
        });
  }

  @Override
  public void recordHostProblem(Claim claim, Failure problem) {
    writer.write(claim, () -> append(claim, new EventData.HostProblem(claim.worker(), problem)));
  }

  @Override
  public void updateProgress(Claim claim, Progress progress) {
    if (!isPlan(claim)) {
      writer.write(
          claim, () -> environments.setProgress(claim.tenant(), claim.environment(), progress));
    }
  }

  @Override
  public void succeed(Claim claim, Transition transition) {
    writer.write(
        claim,
        () -> {
          Environment environment = lockEnvironment(claim);
          boolean overridden = ManualStatusOverride.isDestroyed(environment);
          if (overridden && transition != Transition.FINISH_DESTROY) {
            endOverridden(claim, environment);
            return;
          }
          operations.succeed(claim);
          if (!overridden) {
            transition(claim, environment, transition);
          }
          environments.clearFailure(claim.tenant(), claim.environment());
          regions.record(claim, RegionOutcome.OutcomeKind.SUCCEEDED, null);
          append(
              claim,
              new EventData.Succeeded(
                  transition == Transition.FINISH_DESTROY ? "destroyed" : "ready"));
        });
  }

  @Override
  public void succeedPlan(Claim claim) {
    writer.write(claim, () -> operations.succeed(claim));
  }

  private static boolean isPlan(Claim claim) {
    return claim.kind() == OperationKind.PLAN;
  }

  @Override
  public void fail(Claim claim, @Nullable String phase, Failure failure) {
    boolean cancelled = failure.kind() == FailureClass.CANCELLED;
    writer.write(
        claim,
        () -> {
          Environment environment = lockEnvironment(claim);
          if (ManualStatusOverride.isDestroyed(environment)) {
            endOverridden(claim, environment);
            return;
          }
          if (cancelled) {
            operations.cancel(claim, failure);
          } else {
            operations.fail(claim, failure);
          }
          if (isPlan(claim)) {
            append(
                claim,
                cancelled
                    ? new EventData.Cancelled(failure, environment.status().code())
                    : new EventData.UpdatePlanFailed(failure));
            return;
          }
          if (restores(claim, environment, phase, failure)) {
            return;
          }
          environments.transition(environment, Transition.FAIL);
          environments.setFailure(
              claim.tenant(), claim.environment(), claim.operation().value(), phase, failure);
          regions.record(claim, RegionOutcome.OutcomeKind.of(failure), failure);
          append(
              claim,
              cancelled ? new EventData.Cancelled(failure, null) : new EventData.Failed(failure));
        });
  }

  /**
   * Restores a ready environment after an update whose plan was rejected: nothing was changed, and
   * a repetition would be rejected again.
   */
  private boolean restores(
      Claim claim, Environment environment, @Nullable String phase, Failure failure) {
    if (!REJECTED_PLANS.contains(failure.code())
        || !StatusTransitions.isLegal(environment.status(), Transition.RESTORE_READY)) {
      return false;
    }
    Restorable before = operations.restorable(claim).orElse(null);
    if (before == null) {
      return false;
    }
    environments.updateModel(
        claim.tenant(),
        claim.environment(),
        before.metaConfig().toTree(),
        before.infraModel().toTree());
    environments.acceptConsequences(claim.tenant(), claim.environment(), List.of());
    environments.transition(environment, Transition.RESTORE_READY);
    environments.setFailure(
        claim.tenant(), claim.environment(), claim.operation().value(), phase, failure);
    environments.archiveFailure(claim.tenant(), claim.environment());
    append(claim, new EventData.UpdateRejected(failure));
    return true;
  }

  @Override
  public void postpone(
      Claim claim, @Nullable String phase, Failure failure, Transition transition, Duration pause) {
    postpone(claim, phase, failure, transition, pause, Duration.ZERO);
  }

  @Override
  public void postponeWhileTerraformRuns(
      Claim claim, @Nullable String phase, Failure failure, Transition transition, Duration pause) {
    postpone(claim, phase, failure, transition, pause, LeasePolicy.STANDARD.takeoverAfter());
  }

  private void postpone(
      Claim claim,
      @Nullable String phase,
      Failure failure,
      Transition transition,
      Duration pause,
      Duration reservation) {
    writer.write(
        claim,
        () -> {
          Environment environment = lockEnvironment(claim);
          if (ManualStatusOverride.isDestroyed(environment)) {
            endOverridden(claim, environment);
            return;
          }
          operations.postpone(claim, failure, pause, reservation);
          if (isPlan(claim)) {
            return;
          }
          transition(claim, environment, transition);
          environments.setFailure(
              claim.tenant(), claim.environment(), claim.operation().value(), phase, failure);
          regions.record(claim, RegionOutcome.OutcomeKind.of(failure), failure);
          append(
              claim,
              new EventData.Retrying(failure, claim.attempt(), Math.max(1, pause.toSeconds())));
        });
  }

  private void endOverridden(Claim claim, Environment environment) {
    Failure failure = ManualStatusOverride.failure(environment);
    operations.fail(claim, failure);
    append(claim, new EventData.Failed(failure));
  }

  /** Applies the transition from the operation's own status if the column was set manually. */
  private void transition(Claim claim, Environment environment, Transition transition) {
    if (StatusTransitions.isLegal(environment.status(), transition)) {
      environments.transition(environment, transition);
      return;
    }
    environments.transition(
        environment,
        claim.kind() == OperationKind.DESTROY ? Transition.DESTROY : Transition.PROVISION);
    environments.transition(lockEnvironment(claim), transition);
  }

  private void append(Claim claim, EventData event) {
    events.append(claim.tenant(), claim.environment(), claim.operation(), event);
  }

  private Environment lockEnvironment(Claim claim) {
    return environments
        .lock(claim.tenant(), claim.environment())
        .orElseThrow(
            () -> new IllegalStateException("no environment " + claim.environment() + " exists"));
  }
}

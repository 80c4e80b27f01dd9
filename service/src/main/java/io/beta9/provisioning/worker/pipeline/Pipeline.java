package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.terraform.run.RunControl;
import io.beta9.provisioning.worker.admission.LocalFailures;
import io.beta9.provisioning.worker.lease.ActiveClaims;
import io.beta9.provisioning.worker.lease.CancellationState;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import io.beta9.provisioning.worker.retry.RetryingTransactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Executes claimed operations step by step. Completed steps are recorded, so that the next claim of
 * the operation starts at the first step that is not.
 */
public final class Pipeline {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  /** The pause after a final failure whose Terraform process is still running. */
  private static final Duration RUNNING_TERRAFORM_PAUSE = Duration.ofSeconds(30);

  private final OperationLifecycle lifecycle;
  private final StepContextFactory contexts;
  private final StepCatalog catalog;
  private final RetryPolicy retryPolicy;
  private final OperationMetrics metrics;
  private final Clock clock;
  private final RandomGenerator random;
  private final ActiveClaims activeClaims;

  public Pipeline(
      OperationLifecycle lifecycle,
      StepContextFactory contexts,
      StepCatalog catalog,
      RetryPolicy retryPolicy,
      OperationMetrics metrics,
      Clock clock,
      RandomGenerator random) {
    this(
        lifecycle,
        contexts,
        catalog,
        retryPolicy,
        metrics,
        new ActiveClaims(LeasePolicy.STANDARD, clock, System::nanoTime),
        random);
  }

  /**
   * Creates a pipeline with the clock of its contexts.
   *
   * @param activeClaims receives the claims while their operations are executed
   */
  public Pipeline(
      OperationLifecycle lifecycle,
      StepContextFactory contexts,
      StepCatalog catalog,
      RetryPolicy retryPolicy,
      OperationMetrics metrics,
      ActiveClaims activeClaims,
      RandomGenerator random) {
    this.lifecycle = lifecycle;
    this.contexts = contexts;
    this.catalog = catalog;
    this.retryPolicy = retryPolicy;
    this.metrics = metrics;
    this.clock = contexts.dependencies().clock();
    this.random = random;
    this.activeClaims = activeClaims;
  }

  /** Returns the claims whose operations are being executed. */
  public ActiveClaims activeClaims() {
    return activeClaims;
  }

  /** How the execution of a claimed operation ended. */
  public enum PipelineResult {
    /** The operation has ended or waits for its next attempt, and that is recorded. */
    ENDED,
    /** The next claim resumes the operation; this claim is still in force. */
    DETACHED,
    /** The claim was no longer in force. */
    CLAIM_LOST
  }

  /** Executes the operation until it ends, the claim is lost, or the worker detaches from it. */
  public PipelineResult execute(Claim claim) {
    log.info(
        "{} of {}: starting, epoch {}, attempt {}",
        claim.kind().code(),
        claim.environment(),
        claim.epoch(),
        claim.attempt());
    metrics.claimed(claim.kind());
    CancellationState cancellation = activeClaims.begin(claim);
    try {
      return openAndExecute(claim, cancellation);
    } catch (ClaimLostException e) {
      log.warn("{}", e.getMessage());
      return PipelineResult.CLAIM_LOST;
    } catch (DataAccessException | TransactionException e) {
      log.error(
          "{}: the result could not be recorded; the operation will be resumed",
          claim.operation(),
          e);
      return PipelineResult.DETACHED;
    } finally {
      activeClaims.end(claim);
    }
  }

  /** Stops following all operations; their child processes keep running. */
  public void detach() {
    activeClaims.detachAll();
  }

  private PipelineResult openAndExecute(Claim claim, CancellationState cancellation) {
    try (StepContext context = contexts.open(claim, cancellation)) {
      return execute(claim, context);
    } catch (ClaimLostException | DataAccessException | TransactionException e) {
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      if (e instanceof RuntimeException exception
          && RetryingTransactions.isDatabaseUnavailable(exception)) {
        throw exception;
      }
      // An operation that cannot be opened, for example because its model is invalid, has to fail:
      // released to the queue, it would be claimed again without end.
      end(new Position(claim, ClaimTrace.NONE), failureOf(claim, e), null);
      return PipelineResult.ENDED;
    }
  }

  private PipelineResult execute(Claim claim, StepContext context) {
    Position position = new Position(claim, contexts.tracing().begin(claim));
    try {
      if (lifecycle.recordTakeover(claim)) {
        context.cancellation().interrupt();
      }
      executeSteps(context, position);
      finish(claim);
      position.trace.ended(null, false);
      return PipelineResult.ENDED;
    } catch (FailureException e) {
      end(position, e.failure(), context);
      return PipelineResult.ENDED;
    } catch (DetachedException e) {
      log.info("{}: detached; its Terraform process keeps running", claim.operation());
      return PipelineResult.DETACHED;
    } catch (WaitContext.WaitCancelledException | StopRequestedException e) {
      return stopEarly(context, position);
    } catch (ClaimLostException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("{}: interrupted; the operation will be resumed", claim.operation());
      return PipelineResult.DETACHED;
    } catch (RuntimeException e) {
      if (RetryingTransactions.isDatabaseUnavailable(e)) {
        throw e;
      }
      // An internal error has to be reported as a failure; otherwise the operation would hang.
      end(position, failureOf(claim, e), context);
      return PipelineResult.ENDED;
    }
  }

  /** Thrown between two steps if the operation is to stop. */
  private static final class StopRequestedException extends RuntimeException {}

  private static final class Position {
    private final ClaimTrace trace;
    private Claim claim;
    private @Nullable String step;

    Position(Claim claim, ClaimTrace trace) {
      this.claim = claim;
      this.trace = trace;
    }
  }

  private void executeSteps(StepContext context, Position position) throws InterruptedException {
    Claim claim = context.claim();
    List<Step> steps = catalog.steps(claim.kind());
    Set<String> completed = lifecycle.completedSteps(claim);
    for (int index = 0; index < steps.size(); index++) {
      Step step = steps.get(index);
      if (step.skippedAfter() != null && completed.contains(step.skippedAfter().code())) {
        continue;
      }
      if (context.cancellation().isStopRequested()) {
        throw new StopRequestedException();
      }
      position.step = step.name().code();
      Progress progress = new Progress(step.name().code(), index, steps.size(), 0, 0, List.of());
      Instant start = clock.instant();
      lifecycle.startStep(claim, step, progress);
      log.info("{}: {}", step.name().code(), step.name().description());
      context.enter(step, progress);
      position.trace.step(step, () -> step.action().run(context));
      Duration duration = Duration.between(start, clock.instant());
      lifecycle.completeStep(claim, step, duration);
      if (step.isDurable()) {
        position.claim = claim.afterProgress();
      }
      metrics.step(step.name(), duration);
    }
    lifecycle.updateProgress(
        claim, new Progress(null, steps.size(), steps.size(), 0, 0, List.of()));
  }

  private void finish(Claim claim) {
    Duration sinceRequested = lifecycle.timeSinceRequested(claim);
    Transition transition = finalTransition(claim.kind());
    if (transition == null) {
      lifecycle.succeedPlan(claim);
    } else {
      lifecycle.succeed(claim, transition);
    }
    metrics.succeeded(claim.kind(), sinceRequested);
    log.info("{} of {}: done", claim.kind().code(), claim.environment());
  }

  /** Ends a cancelled operation after its Terraform process has ended; detaches otherwise. */
  private PipelineResult stopEarly(StepContext context, Position position) {
    Claim claim = context.claim();
    if (context.cancellation().order() != RunControl.Order.INTERRUPT) {
      log.info("{}: detached in {}", claim.operation(), position.step);
      return PipelineResult.DETACHED;
    }
    try {
      awaitRunningTerraform(context);
    } catch (DetachedException e) {
      log.info("{}: detached; its Terraform process keeps running", claim.operation());
      return PipelineResult.DETACHED;
    } catch (FailureException e) {
      end(position, e.failure(), context);
      return PipelineResult.ENDED;
    }
    end(position, Failure.of(FailureCode.OPERATION_CANCELLED), context);
    return PipelineResult.ENDED;
  }

  /** Waits for Terraform processes that earlier claims started in the stack directory. */
  private void awaitRunningTerraform(StepContext context) {
    if (!contexts.isTerraformRunning(context.claim().environment())) {
      return;
    }
    Step init =
        catalog.steps(context.claim().kind()).stream()
            .filter(step -> step.name() == StepName.INIT)
            .findFirst()
            .orElseThrow();
    context.enter(init, new Progress(init.name().code(), 0, 0, 0, 0, List.of()));
    RunningTerraform.awaitEnd(context, context.runs(), context.events(), context.log());
  }

  /**
   * Ends or postpones the operation; never ends it while its Terraform process is running.
   *
   * @param context null if it could not be opened
   */
  private void end(Position position, Failure cause, @Nullable StepContext context) {
    Claim claim = position.claim;
    String step = position.step;
    Failure failure = cause.forEnvironment(claim.environment().value());
    log.warn(
        "{} of {}: failed in {}: {}",
        claim.kind().code(),
        claim.environment(),
        step,
        failure.message());
    Optional<Duration> pause =
        claim.kind() == OperationKind.PLAN
            // Whoever waits for a plan requests it again; meanwhile it must not block an update.
            ? Optional.empty()
            : retryPolicy.pauseAfter(
                claim.attempt(), lifecycle.timeSinceFirstClaim(claim), failure, random::nextDouble);
    Transition waiting = waitingTransition(claim.kind());
    boolean terraformRuns = contexts.isTerraformRunning(claim.environment());
    if (terraformRuns) {
      lifecycle.postponeWhileTerraformRuns(
          claim, step, failure, waiting, pause.orElse(RUNNING_TERRAFORM_PAUSE));
      metrics.retried(claim.kind(), failure.kind());
    } else if (pause.isPresent()) {
      lifecycle.postpone(claim, step, failure, waiting, pause.get());
      metrics.retried(claim.kind(), failure.kind());
    } else {
      if (context != null) {
        cleanUp(context);
      }
      lifecycle.fail(claim, step, failure.withoutRetry(claim.attempt()));
      metrics.failed(claim.kind(), failure.kind());
    }
    position.trace.ended(failure.code().code(), terraformRuns || pause.isPresent());
  }

  /** The failure of the operation is what is recorded, whatever becomes of this. */
  private void cleanUp(StepContext context) {
    Claim claim = context.claim();
    Step step = catalog.afterFailure(claim.kind()).orElse(null);
    if (step == null) {
      return;
    }
    context.enter(step, new Progress(step.name().code(), 0, 0, 0, 0, List.of()));
    try {
      step.action().run(context);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClaimLostException | DataAccessException | TransactionException e) {
      throw e;
    } catch (FailureException | DetachedException e) {
      log.warn("{}: {} after the failure: {}", claim.operation(), step.name(), e.getMessage());
    } catch (RuntimeException e) {
      if (RetryingTransactions.isDatabaseUnavailable(e)) {
        throw e;
      }
      // An internal error here must not replace the failure of the operation.
      log.error("{}: {} after the failure", claim.operation(), step.name(), e);
    }
  }

  private static @Nullable Transition finalTransition(OperationKind kind) {
    return switch (kind) {
      case PLAN -> null;
      case PROVISION, UPDATE -> Transition.BECOME_READY;
      case DESTROY -> Transition.FINISH_DESTROY;
    };
  }

  private static Transition waitingTransition(OperationKind kind) {
    return switch (kind) {
      case PROVISION, UPDATE, PLAN -> Transition.AWAIT_PROVISION;
      case DESTROY -> Transition.AWAIT_DESTROY;
    };
  }

  private static Failure failureOf(Claim claim, Throwable e) {
    return LocalFailures.of(e, "Executing the operation")
        .orElseGet(
            () -> {
              log.error("{}: internal error", claim.operation(), e);
              return internalError(e);
            });
  }

  private static Failure internalError(Throwable e) {
    return Failure.of(FailureCode.UNEXPECTED_ERROR)
        .with(
            FailureParameter.REPORTED,
            e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
  }
}

package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.environment.Environment;
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
import io.beta9.provisioning.terraform.run.DetachedException;
import io.beta9.provisioning.terraform.run.RunControl;
import io.beta9.provisioning.worker.loop.ActiveClaims;
import io.beta9.provisioning.worker.loop.CancellationState;
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
 * Carries an operation out, step by step. What is done is recorded, so that whoever takes the
 * operation up again starts from the first step that is not.
 */
public final class Pipeline {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);
  private static final Duration PAUSE_WITHOUT_DATABASE = Duration.ofSeconds(2);
  private static final Duration PAUSE_BESIDE_TERRAFORM = Duration.ofSeconds(30);

  private final FencedWriter ledger;
  private final Pipelines pipelines;
  private final RetryPolicy retries;
  private final OperationMetrics metrics;
  private final Clock clock;
  private final RandomGenerator random;
  private final ActiveClaims atWork;

  public Pipeline(
      FencedWriter ledger,
      Pipelines pipelines,
      RetryPolicy retries,
      OperationMetrics metrics,
      Clock clock,
      RandomGenerator random) {
    this.ledger = ledger;
    this.pipelines = pipelines;
    this.retries = retries;
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
    this.atWork = new ActiveClaims(LeasePolicy.STANDARD, clock, System::nanoTime);
  }

  /** What it carries out at the moment. */
  public ActiveClaims atWork() {
    return atWork;
  }

  /** In which way it was done with a claim. */
  public enum Leaving {
    /** The operation has ended or waits for its next attempt, and that is written. */
    ENDED,
    /** It is to be taken up again by whoever comes next; the claim is still in force. */
    LET_GO,
    /** The claim was no longer in force. */
    LOST
  }

  /** Carries the claimed operation out to its end, or until the claim is lost or let go of. */
  public Leaving carryOut(Claim claim) {
    log.info(
        "{} of {}: begins, epoch {}, attempt {}",
        claim.kind().code(),
        claim.environment(),
        claim.epoch(),
        claim.attempt());
    CancellationState orders = atWork.begin(claim);
    try {
      return begun(claim, orders);
    } catch (ClaimLostException e) {
      log.warn("{}", e.getMessage());
      return Leaving.LOST;
    } catch (DataAccessException | TransactionException e) {
      log.error(
          "{}: its end could not be written; it will be taken up again", claim.operation(), e);
      return Leaving.LET_GO;
    } finally {
      atWork.end(claim);
    }
  }

  private Leaving begun(Claim claim, CancellationState orders) {
    try (StepContext context = pipelines.open(claim, ledger, orders)) {
      return carryOut(claim, context, orders);
    } catch (ClaimLostException | DataAccessException | TransactionException e) {
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      if (e instanceof RuntimeException exception && RetryingTransactions.isAbsence(exception)) {
        throw exception;
      }
      // What cannot even be begun, such as a model that nobody can read, must be seen by a person:
      // let go of, it would come back for ever.
      log.error("{}: a defect outside of its steps", claim.operation(), e);
      end(claim, null, defect(e));
      return Leaving.ENDED;
    }
  }

  private Leaving carryOut(Claim claim, StepContext context, CancellationState orders) {
    Position position = new Position(claim);
    try {
      if (ledger.takenOver(claim)) {
        orders.interrupt();
      }
      run(claim, context, position);
      finish(claim, context.environment());
      return Leaving.ENDED;
    } catch (FailureException e) {
      end(position.claim, position.step, e.failure());
      return Leaving.ENDED;
    } catch (DetachedException e) {
      log.info("{}: let go of; its Terraform lives on", claim.operation());
      return Leaving.LET_GO;
    } catch (WaitContext.WaitCancelledException | StoppedException e) {
      return calledOff(claim, context, position.step, orders);
    } catch (ClaimLostException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("{}: interrupted; it will be taken up again", claim.operation());
      return Leaving.LET_GO;
    } catch (RuntimeException e) {
      if (RetryingTransactions.isAbsence(e)) {
        throw e;
      }
      // A defect must end as a failure that a person sees, not as an operation that hangs.
      log.error("{}: a defect in step {}", claim.operation(), position.step, e);
      end(position.claim, position.step, defect(e));
      return Leaving.ENDED;
    }
  }

  /** Lets go of everything under way: what runs outside of this process lives on. */
  public void detach() {
    atWork.detach();
  }

  /** Between two steps it was found that the next one is not wanted. */
  private static final class StoppedException extends RuntimeException {}

  private static final class Position {
    private Claim claim;
    private @Nullable String step;

    Position(Claim claim) {
      this.claim = claim;
    }
  }

  private void run(Claim claim, StepContext context, Position position)
      throws InterruptedException {
    List<Step> steps = pipelines.steps(claim.kind());
    Set<String> done = ledger.stepsDone(claim);
    for (int index = 0; index < steps.size(); index++) {
      Step step = steps.get(index);
      if (step.doneWith() != null && done.contains(step.doneWith().code())) {
        continue;
      }
      if (context.orders().ending()) {
        throw new StoppedException();
      }
      position.step = step.name().code();
      Progress progress = new Progress(step.name().code(), index, steps.size(), 0, 0, List.of());
      Instant start = clock.instant();
      ledger.stepStarted(claim, step, progress);
      log.info("{}: {}", step.name().code(), step.name().words());
      context.enter(step, progress);
      step.work().run(context);
      Duration took = Duration.between(start, clock.instant());
      ledger.stepDone(claim, step, took);
      if (step.lasts()) {
        position.claim = claim.afterProgress();
      }
      metrics.step(step.name(), took);
    }
    ledger.progress(claim, new Progress(null, steps.size(), steps.size(), 0, 0, List.of()));
  }

  private void finish(Claim claim, Environment environment) {
    Transition move = Pipelines.finalMove(claim.kind());
    ledger.succeed(
        claim,
        move,
        claim.kind() == OperationKind.DESTROY
            ? environment.name() + " is destroyed: nothing of it is left"
            : environment.name() + " is ready: Beta9 answers");
    metrics.succeeded(claim.kind(), Duration.between(environment.createdAt(), clock.instant()));
    log.info("{} of {}: done", claim.kind().code(), claim.environment());
  }

  /** In a cluster nothing lives on by itself: what was begun is begun again by whoever is next. */
  private Leaving calledOff(
      Claim claim, StepContext context, @Nullable String step, CancellationState orders) {
    if (orders.order() == RunControl.Order.INTERRUPT) {
      try {
        pipelines.awaitLivingRuns(context, claim.kind());
      } catch (DetachedException e) {
        log.info("{}: let go of; its Terraform lives on", claim.operation());
        return Leaving.LET_GO;
      } catch (FailureException e) {
        end(claim, step, e.failure());
        return Leaving.ENDED;
      }
      end(claim, step, Failure.of(FailureCode.OPERATION_CANCELLED));
      return Leaving.ENDED;
    }
    log.info("{}: let go of in {}", claim.operation(), step);
    return Leaving.LET_GO;
  }

  /** While its Terraform lives on the operation has not ended, whatever is said of it here. */
  private void end(Claim claim, @Nullable String step, Failure failure) {
    log.warn(
        "{} of {}: failed in {}: {}",
        claim.kind().code(),
        claim.environment(),
        step,
        failure.message());
    metrics.failed(failure.kind());
    Optional<Duration> pause =
        retries.pauseAfter(claim.attempt(), ledger.triedFor(claim), failure, random);
    if (pipelines.terraformLives(claim)) {
      ledger.postponeBesideTerraform(
          claim,
          step,
          failure,
          Pipelines.waitingMove(claim.kind()),
          pause.orElse(PAUSE_BESIDE_TERRAFORM));
    } else if (pause.isPresent()) {
      ledger.postpone(claim, step, failure, Pipelines.waitingMove(claim.kind()), pause.get());
    } else {
      ledger.fail(claim, step, failure);
    }
  }

  private static Failure defect(Throwable e) {
    return Failure.of(FailureCode.UNEXPECTED_ERROR)
        .with(
            FailureParameter.REPORTED,
            e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
  }
}

package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLogFields;
import io.beta9.provisioning.operation.ClaimRepository.HeldClaim;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.telemetry.log.LogFields;
import io.beta9.provisioning.timeline.EventData.ReleaseReason;
import io.beta9.provisioning.worker.liveness.ClaimReleaser;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Claims operations and executes them, up to its concurrency at the same time. Stopping a worker
 * means draining it: it claims no more operations and waits for the running ones.
 */
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private static final Duration CLAIM_THREAD_STOP_TIMEOUT = Duration.ofSeconds(5);

  private final RegisteredWorker identity;
  private final WorkerRepository workers;
  private final ClaimSource source;
  private final Pipeline pipeline;
  private final ClaimReleaser releaser;
  private final Clock clock;
  private final Semaphore slots;
  private final Thread claimThread;
  private volatile boolean draining;
  private boolean drainAborted;
  private int runningOperations;

  public Worker(
      RegisteredWorker identity,
      WorkerRepository workers,
      ClaimSource source,
      Pipeline pipeline,
      ClaimReleaser releaser,
      Clock clock) {
    this.identity = identity;
    this.workers = workers;
    this.source = source;
    this.pipeline = pipeline;
    this.releaser = releaser;
    this.clock = clock;
    this.slots = new Semaphore(identity.concurrency());
    this.claimThread = Thread.ofPlatform().name("claims").unstarted(this::claimUntilDraining);
  }

  /** Registers the worker in the database; nothing is claimed before {@link #start}. */
  public void register() {
    workers.register(identity);
  }

  /** Starts to claim operations. */
  public void start() {
    log.info("Worker {} started; concurrency: {}", identity.id(), identity.concurrency());
    claimThread.start();
  }

  /** Returns the number of operations that are being executed. */
  public synchronized int runningOperations() {
    return runningOperations;
  }

  /**
   * Stops claiming and waits for the running operations.
   *
   * @return whether all of them ended before the timeout and before {@link #abortDrain} was called
   */
  public boolean drain(Duration timeout) throws InterruptedException {
    draining = true;
    claimThread.interrupt();
    try {
      workers.markDraining(identity.id());
    } catch (DataAccessException e) {
      log.warn("Worker {} could not be marked as draining: {}", identity.id(), e.getMessage());
    }
    claimThread.join(CLAIM_THREAD_STOP_TIMEOUT.toMillis()); // also if it was never started
    log.info("Worker {} is draining; running operations: {}", identity.id(), runningOperations());
    boolean all = awaitIdle(timeout, true);
    if (!all) {
      log.warn(
          "Worker {} leaves {} operations to the next worker", identity.id(), runningOperations());
    }
    return all;
  }

  /** Ends the waiting of {@link #drain}, now or as soon as it starts. */
  public synchronized void abortDrain() {
    drainAborted = true;
    notifyAll();
  }

  /** Waits for operations that were {@linkplain Pipeline#detach detached}. */
  public boolean awaitDetached(Duration timeout) throws InterruptedException {
    return awaitIdle(timeout, false);
  }

  private synchronized boolean awaitIdle(Duration timeout, boolean abortable)
      throws InterruptedException {
    Instant end = clock.instant().plus(timeout);
    while (runningOperations > 0 && !(abortable && drainAborted)) {
      long left = Duration.between(clock.instant(), end).toMillis();
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return runningOperations == 0;
  }

  private synchronized void operationStarted() {
    runningOperations++;
  }

  private synchronized void operationEnded() {
    runningOperations--;
    notifyAll();
  }

  /**
   * Marks the worker as stopped, unless an operation is still running: other workers then need
   * evidence of its termination to take the operation over.
   */
  @Override
  public void close() {
    draining = true;
    claimThread.interrupt();
    if (runningOperations() > 0) {
      return;
    }
    try {
      workers.markStopped(identity.id());
    } catch (DataAccessException e) {
      log.warn("Worker {} could not be marked as stopped: {}", identity.id(), e.getMessage());
    }
  }

  private void claimUntilDraining() {
    try {
      while (!draining) {
        slots.acquire();
        Optional<Claim> claim = Optional.empty();
        try {
          claim = source.next(runningOperations());
        } finally {
          if (claim.isEmpty()) {
            slots.release();
          }
        }
        claim.ifPresent(this::execute);
      }
    } catch (InterruptedException e) {
      if (!draining) {
        log.error("Worker {} was interrupted and claims no more operations", identity.id());
      }
    }
  }

  private void execute(Claim claim) {
    operationStarted();
    Thread.ofVirtual()
        .name("operation-" + claim.operation())
        .start(
            () -> {
              try (LogFields.LogScope _ = LogFields.with(ClaimLogFields.of(claim))) {
                if (pipeline.execute(claim) == Pipeline.PipelineResult.DETACHED) {
                  release(claim);
                }
              } finally {
                slots.release();
                operationEnded();
              }
            });
  }

  /** Releases the claim, so that the next worker need not observe this one first. */
  private void release(Claim claim) {
    try {
      releaser.releaseOwn(
          identity,
          new HeldClaim(
              claim.operation(), claim.environment(), claim.tenant(), claim.epoch(), false),
          ReleaseReason.WORKER_STOPS);
    } catch (DataAccessException | TransactionException e) {
      log.warn(
          "{}: could not be released to the queue; it is taken over later: {}",
          claim.operation(),
          e.getMessage());
    }
  }
}

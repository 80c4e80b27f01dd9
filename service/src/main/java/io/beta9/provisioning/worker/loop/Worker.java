package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository.Standing;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.worker.pipeline.ClaimReleaser;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Claims operations and has them carried out, as many at once as it has slots. Stopping it is
 * draining it: it takes no more work and waits for what it has begun.
 */
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** How long a worker that hears the bell goes without looking for itself. */
  private static final Duration LOOK_WITH_BELL = Duration.ofSeconds(5);

  /** How long one that cannot hear it does: this bounds the wait for a claim when Redis is away. */
  private static final Duration LOOK_WITHOUT_BELL = Duration.ofMillis(150);

  private static final Duration PAUSE_WITHOUT_DATABASE = Duration.ofSeconds(1);

  private final WorkerRepository.Identity identity;
  private final WorkerRepository workers;
  private final OperationRepository operations;
  private final WorkNotifier doorbell;
  private final Pipeline pipeline;
  private final ClaimReleaser releases;
  private final Clock clock;
  private final Semaphore slots;
  private final Thread claiming;
  private volatile boolean draining;
  private boolean hurried;
  private int atWork;

  public Worker(
      WorkerRepository.Identity identity,
      WorkerRepository workers,
      OperationRepository operations,
      WorkNotifier doorbell,
      Pipeline pipeline,
      ClaimReleaser releases,
      Clock clock) {
    this.identity = identity;
    this.workers = workers;
    this.operations = operations;
    this.doorbell = doorbell;
    this.pipeline = pipeline;
    this.releases = releases;
    this.clock = clock;
    this.slots = new Semaphore(identity.concurrency());
    this.claiming = Thread.ofPlatform().name("claims").unstarted(this::claimUntilDraining);
  }

  /** Makes the worker known; nothing is claimed before {@link #start}. */
  public void register() {
    workers.register(identity);
  }

  /** Starts to look for work. */
  public void start() {
    log.info("Worker {} starts with room for {} operations", identity.id(), identity.concurrency());
    claiming.start();
  }

  /** How many operations are being carried out. */
  public synchronized int atWork() {
    return atWork;
  }

  /**
   * Takes no more work and waits for what was begun.
   *
   * @return whether everything had ended within that time, and before somebody {@linkplain #hurry
   *     hurried} it
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    draining = true;
    claiming.interrupt();
    try {
      workers.draining(identity.id());
    } catch (DataAccessException e) {
      log.warn("The database could not be told that {} drains: {}", identity.id(), e.getMessage());
    }
    claiming.join(Duration.ofSeconds(5));
    if (atWork() > 0) {
      log.info("Worker {} takes no more work and waits for {} operations", identity.id(), atWork());
    }
    boolean all = awaitIdle(atMost, true);
    if (!all) {
      log.warn("Worker {} leaves {} operations to its successor", identity.id(), atWork());
    }
    return all;
  }

  /** Ends the waiting of {@link #drain}, now or as soon as it begins. */
  public synchronized void hurry() {
    hurried = true;
    notifyAll();
  }

  /** Waits for operations that were told to let go. */
  public boolean letGo(Duration atMost) throws InterruptedException {
    return awaitIdle(atMost, false);
  }

  private synchronized boolean awaitIdle(Duration atMost, boolean untilHurried)
      throws InterruptedException {
    Instant until = clock.instant().plus(atMost);
    while (atWork > 0 && !(untilHurried && hurried)) {
      long left = Duration.between(clock.instant(), until).toMillis();
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return atWork == 0;
  }

  private synchronized void begun() {
    atWork++;
  }

  private synchronized void ended() {
    atWork--;
    notifyAll();
  }

  /**
   * Says that the worker is gone, if it is: while anything is still being carried out it does not
   * say so, and whoever wants to go on with it asks for a proof.
   */
  @Override
  public void close() {
    draining = true;
    claiming.interrupt();
    if (atWork() > 0) {
      return;
    }
    try {
      workers.stopped(identity.id());
    } catch (DataAccessException e) {
      log.warn("The database could not be told that {} stops: {}", identity.id(), e.getMessage());
    }
  }

  private void claimUntilDraining() {
    try {
      while (!draining) {
        slots.acquire();
        boolean claimed = false;
        try {
          Optional<Claim> claim = operations.claimNext(identity.id());
          if (claim.isPresent()) {
            claimed = true;
            carryOut(claim.get());
          }
        } catch (DataAccessException | TransactionException e) {
          log.warn("The database does not answer; looking again soon: {}", e.getMessage());
          Thread.sleep(PAUSE_WITHOUT_DATABASE);
        } finally {
          if (!claimed) {
            slots.release();
          }
        }
        if (!claimed) {
          awaitWork();
        }
      }
    } catch (InterruptedException e) {
      if (!draining) {
        log.error("Worker {} was interrupted and claims no more", identity.id());
      }
    }
  }

  private void awaitWork() throws InterruptedException {
    switch (doorbell.listen(LOOK_WITH_BELL)) {
      case RING, SILENCE -> {}
      case NOTHING -> Thread.sleep(LOOK_WITHOUT_BELL);
    }
  }

  private void carryOut(Claim claim) {
    begun();
    Thread.ofVirtual()
        .name("operation-" + claim.operation())
        .start(
            () -> {
              MDC.put("environment", claim.environment().value());
              MDC.put("operation", claim.operation().value());
              try {
                if (pipeline.carryOut(claim) == Pipeline.Leaving.LET_GO) {
                  letGo(claim);
                }
              } finally {
                slots.release();
                ended();
              }
            });
  }

  /** So that whoever comes next goes on at once, and need not watch us first. */
  private void letGo(Claim claim) {
    try {
      releases.ofOwn(
          identity,
          new Standing(
              claim.operation(), claim.environment(), claim.tenant(), claim.epoch(), false),
          "worker " + identity.id() + " let go of the operation; another goes on with it");
    } catch (DataAccessException | TransactionException e) {
      log.warn(
          "{}: could not be given back to the queue and is found there later: {}",
          claim.operation(),
          e.getMessage());
    }
  }
}

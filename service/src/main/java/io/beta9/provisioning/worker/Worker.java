package io.beta9.provisioning.worker;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.Doorbell;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkerRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
  private final Doorbell doorbell;
  private final Pipeline pipeline;
  private final Clock clock;
  private final Semaphore slots;
  private final Thread claiming;
  private final Thread renewing;
  private volatile boolean draining;
  private volatile boolean stopped;

  public Worker(
      WorkerRepository.Identity identity,
      WorkerRepository workers,
      OperationRepository operations,
      Doorbell doorbell,
      Pipeline pipeline,
      Clock clock) {
    this.identity = identity;
    this.workers = workers;
    this.operations = operations;
    this.doorbell = doorbell;
    this.pipeline = pipeline;
    this.clock = clock;
    this.slots = new Semaphore(identity.concurrency());
    this.claiming = Thread.ofPlatform().name("claims").unstarted(this::claimUntilDraining);
    this.renewing =
        Thread.ofPlatform().daemon().name("renewals").unstarted(this::renewUntilStopped);
  }

  /** Makes the worker known and starts to look for work. */
  public void start() {
    workers.register(identity);
    log.info("Worker {} starts with room for {} operations", identity.id(), identity.concurrency());
    takeOverFromPredecessors();
    renewing.start();
    claiming.start();
  }

  /**
   * Puts back what former workers of this host had claimed. Their death is proved: no process of
   * this boot has their pid and their start time. Terraform that they left running is found in the
   * stack directory and waited for.
   */
  private void takeOverFromPredecessors() {
    for (WorkerRepository.Unstopped former :
        workers.unstoppedOn(identity.host(), identity.bootId())) {
      if (former.pidStartedAt() == 0 || former.pid() == identity.pid()) {
        continue;
      }
      if (ThisProcess.startTicks(former.pid()) != former.pidStartedAt()) {
        int operations = this.operations.release(former.id());
        workers.stopped(former.id());
        log.info(
            "Worker {} is dead; {} of its operations go back into the queue",
            former.id(),
            operations);
      }
    }
  }

  /** How many operations are being carried out. */
  public int atWork() {
    return identity.concurrency() - slots.availablePermits();
  }

  /**
   * Takes no more work and waits for what was begun.
   *
   * @return whether everything had ended within that time
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    Instant until = clock.instant().plus(atMost);
    draining = true;
    claiming.interrupt();
    try {
      workers.draining(identity.id());
    } catch (DataAccessException e) {
      log.warn("The database could not be told that {} drains: {}", identity.id(), e.getMessage());
    }
    if (atWork() > 0) {
      log.info("Worker {} takes no more work and waits for {} operations", identity.id(), atWork());
    }
    claiming.join(Duration.ofSeconds(5));
    boolean all =
        slots.tryAcquire(
            identity.concurrency(),
            Math.max(0, Duration.between(clock.instant(), until).toMillis()),
            TimeUnit.MILLISECONDS);
    if (!all) {
      log.warn("Worker {} leaves {} operations to its successor", identity.id(), atWork());
    }
    return all;
  }

  @Override
  public void close() {
    stopped = true;
    draining = true;
    claiming.interrupt();
    renewing.interrupt();
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
    Thread.ofVirtual()
        .name("operation-" + claim.operation())
        .start(
            () -> {
              MDC.put("environment", claim.environment().value());
              MDC.put("operation", claim.operation().value());
              try {
                pipeline.carryOut(claim);
              } finally {
                slots.release();
              }
            });
  }

  private void renewUntilStopped() {
    while (!stopped) {
      try {
        workers.renew(identity.id());
      } catch (DataAccessException | TransactionException e) {
        log.warn("Worker {} could not renew its claims: {}", identity.id(), e.getMessage());
      }
      try {
        Thread.sleep(WorkerRepository.RENEWAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}

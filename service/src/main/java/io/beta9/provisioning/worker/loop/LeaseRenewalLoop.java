package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.ClaimRepository.Standing;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.worker.pipeline.ClaimReleaser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Gives the worker's signs of life, and keeps its promise: what the database confirms is kept
 * alive, what it does not know of any more is ended, and when it has confirmed nothing for the
 * promise's term, everything is ended.
 */
public final class LeaseRenewalLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaseRenewalLoop.class);

  /** Between renewals, claims are asked after so that a cancellation is heard soon. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private final WorkerRepository.Identity self;
  private final WorkerRepository workers;
  private final ClaimRepository claims;
  private final ActiveClaims atWork;
  private final ClaimReleaser releases;
  private final LeasePolicy promise;
  private final Clock clock;
  private final LongSupplier nanos = System::nanoTime;
  private final Thread thread = Thread.ofPlatform().daemon().name("renewals").unstarted(this::run);
  private long renewedAt = nanos.getAsLong();
  private volatile boolean stopped;

  public LeaseRenewalLoop(
      WorkerRepository.Identity self,
      WorkerRepository workers,
      ClaimRepository claims,
      ActiveClaims atWork,
      ClaimReleaser releases,
      LeasePolicy promise,
      Clock clock) {
    this.self = self;
    this.workers = workers;
    this.claims = claims;
    this.atWork = atWork;
    this.releases = releases;
    this.promise = promise;
    this.clock = clock;
  }

  public void start() {
    thread.start();
  }

  /** One renewal; public time is read before the database is asked, never after. */
  public void renew() {
    Instant before = clock.instant();
    long beforeNanos = nanos.getAsLong();
    keepPromise(beforeNanos);
    workers.renew(self.id());
    List<Standing> held = claims.heldBy(self.id());
    renewedAt = beforeNanos;
    for (Standing stray : atWork.confirmed(held, before, beforeNanos)) {
      if (releases.ofOwn(
          self,
          stray,
          "worker "
              + self.id()
              + " could not write how it ended; the operation is taken up again")) {
        log.warn("{}: held and not worked on; it goes back into the queue", stray.operation());
      }
    }
  }

  private void keepPromise(long now) {
    if (Duration.ofNanos(now - renewedAt).compareTo(promise.term()) > 0) {
      log.error(
          "Worker {} could not renew for {} minutes and stops what it has begun",
          self.id(),
          promise.term().toMinutes());
      atWork.expire();
    }
  }

  private void run() {
    while (!stopped) {
      try {
        if (Duration.ofNanos(nanos.getAsLong() - renewedAt).compareTo(WorkerRepository.RENEWAL)
            >= 0) {
          renew();
        } else {
          atWork.requested(claims.heldBy(self.id()));
        }
      } catch (DataAccessException | TransactionException e) {
        log.warn("Worker {} could not renew its claims: {}", self.id(), e.getMessage());
        keepPromise(nanos.getAsLong());
      }
      try {
        Thread.sleep(TICK);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Gives no more signs of life; none is under way when this returns. */
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

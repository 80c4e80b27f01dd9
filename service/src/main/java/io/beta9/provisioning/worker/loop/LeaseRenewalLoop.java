package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.operation.ClaimLogFields;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.ClaimRepository.HeldClaim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.telemetry.log.LogFields;
import io.beta9.provisioning.timeline.EventData.ReleaseReason;
import io.beta9.provisioning.worker.lease.ActiveClaims;
import io.beta9.provisioning.worker.liveness.ClaimReleaser;
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
 * Renews the worker's leases and enforces the lease policy: renews the child processes of the
 * claims that the database confirms, ends those of claims that it no longer lists, and ends
 * everything if nothing could be renewed for the lease term.
 *
 * <p>Runs on a thread of its own instead of a shared scheduler: a renewal that is delayed by other
 * tasks would make a healthy worker look dead.
 */
public final class LeaseRenewalLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaseRenewalLoop.class);

  /** Claims are read more often than they are renewed, so that cancellations take effect early. */
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final RegisteredWorker self;
  private final WorkerRepository workers;
  private final ClaimRepository claims;
  private final ActiveClaims activeClaims;
  private final ClaimReleaser releaser;
  private final LeasePolicy policy;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("lease-renewal").unstarted(this::run);
  private long renewedAt;
  private volatile boolean stopped;

  /**
   * @param activeClaims the claims to renew, with the policy of their leases
   * @param nanos a monotonic clock, in nanoseconds
   */
  public LeaseRenewalLoop(
      RegisteredWorker self,
      WorkerRepository workers,
      ClaimRepository claims,
      ActiveClaims activeClaims,
      ClaimReleaser releaser,
      Clock clock,
      LongSupplier nanos) {
    this.self = self;
    this.workers = workers;
    this.claims = claims;
    this.activeClaims = activeClaims;
    this.releaser = releaser;
    this.policy = activeClaims.policy();
    this.clock = clock;
    this.nanos = nanos;
    this.renewedAt = nanos.getAsLong();
  }

  public void start() {
    thread.start();
  }

  /** Renews once. The time is read before the database is queried, never after. */
  public void renew() {
    Instant before = clock.instant();
    long beforeNanos = nanos.getAsLong();
    enforceTerm(beforeNanos);
    if (!workers.renew(self.id())) {
      // Its row was deleted while it was suspended for longer than the retention of workers.
      workers.register(self);
    }
    List<HeldClaim> held = claims.heldBy(self.id());
    renewedAt = beforeNanos;
    for (HeldClaim idle : activeClaims.applyRenewal(held, before, beforeNanos)) {
      if (releaser.releaseOwn(self, idle, ReleaseReason.RESULT_NOT_RECORDED)) {
        try (LogFields.LogScope _ = LogFields.with(ClaimLogFields.of(idle))) {
          log.warn("{}: held but not executed; released to the queue", idle.operation());
        }
      }
    }
  }

  private void enforceTerm(long now) {
    if (Duration.ofNanos(now - renewedAt).compareTo(policy.term()) > 0) {
      log.error(
          "Worker {} could not renew its leases for {}; stopping its operations",
          self.id(),
          DurationFormat.words(policy.term()));
      activeClaims.expireAll();
    }
  }

  /** Renews if that is due; otherwise only applies requested cancellations. */
  void check() {
    try {
      Duration sinceRenewal = Duration.ofNanos(nanos.getAsLong() - renewedAt);
      if (sinceRenewal.compareTo(WorkerRepository.RENEWAL_INTERVAL) >= 0) {
        renew();
      } else {
        activeClaims.applyCancellations(claims.heldBy(self.id()));
      }
    } catch (DataAccessException | TransactionException e) {
      log.warn("Worker {} could not renew its leases: {}", self.id(), e.getMessage());
      enforceTerm(nanos.getAsLong());
    }
  }

  private void run() {
    while (!stopped) {
      check();
      try {
        Thread.sleep(CHECK_INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Stops renewing; no renewal is in progress when this returns. */
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join(STOP_TIMEOUT.toMillis()); // also if it was never started
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

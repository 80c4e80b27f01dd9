package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.terraform.process.LeaseFile;
import io.beta9.provisioning.terraform.process.ProcessLease;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps the children of one claim alive: with every renewal that found the claim in force, their
 * lease files are given the time from before that renewal. So a child never counts on more than
 * what the database has confirmed, however long this process was stopped between the two.
 */
public final class ClaimLease implements ProcessLease {
  private final String holder;
  private final LeasePolicy promise;
  private final Set<LeaseFile> kept = new HashSet<>();
  private Instant confirmedAt;

  /**
   * @param confirmedAt a time before the claim was made
   */
  public ClaimLease(Claim claim, LeasePolicy promise, Instant confirmedAt) {
    this.holder = claim.operation() + " " + claim.epoch();
    this.promise = promise;
    this.confirmedAt = confirmedAt;
  }

  @Override
  public String holder() {
    return holder;
  }

  @Override
  public Duration term() {
    return promise.term();
  }

  @Override
  public Duration grace() {
    return promise.grace();
  }

  @Override
  public synchronized void keep(LeaseFile file) {
    file.take(holder, confirmedAt);
    kept.add(file);
  }

  @Override
  public synchronized void drop(LeaseFile file) {
    kept.remove(file);
  }

  /** The claim was in force at some time after this one. */
  synchronized void confirmed(Instant before) {
    confirmedAt = before;
    kept.forEach(file -> file.renew(before));
  }
}

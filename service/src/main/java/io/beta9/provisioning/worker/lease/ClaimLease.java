package io.beta9.provisioning.worker.lease;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.terraform.process.LeaseFile;
import io.beta9.provisioning.terraform.process.ProcessLease;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Renews the lease files of one claim's child processes. Each renewal that found the claim in force
 * writes the time <em>before</em> that renewal, so that a child process never relies on more than
 * the database has confirmed, even if this process was suspended in between.
 */
public final class ClaimLease implements ProcessLease {
  private final String holder;
  private final LeasePolicy policy;
  private final Set<LeaseFile> files = new HashSet<>();
  private Instant confirmedAt;

  /**
   * @param confirmedAt a time before the claim was made
   */
  public ClaimLease(Claim claim, LeasePolicy policy, Instant confirmedAt) {
    this.holder = claim.operation() + " " + claim.epoch();
    this.policy = policy;
    this.confirmedAt = confirmedAt;
  }

  @Override
  public String holder() {
    return holder;
  }

  @Override
  public Duration term() {
    return policy.term();
  }

  @Override
  public Duration grace() {
    return policy.grace();
  }

  @Override
  public synchronized void keep(LeaseFile file) {
    file.take(holder, confirmedAt);
    files.add(file);
  }

  @Override
  public synchronized void drop(LeaseFile file) {
    files.remove(file);
  }

  /**
   * Renews the lease of all child processes.
   *
   * @param before a time after which the claim was in force
   */
  synchronized void renew(Instant before) {
    confirmedAt = before;
    files.forEach(file -> file.renew(before));
  }
}

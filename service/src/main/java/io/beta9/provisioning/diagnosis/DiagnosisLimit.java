package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.access.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits how many diagnoses of one tenant's environments, and of all, read accounts and clusters at
 * the same time. A diagnosis occupies its place until the last of its reads has ended: an account
 * that does not answer is no longer waited for after some seconds, but is still being read.
 */
public final class DiagnosisLimit {
  /** The standard numbers for one process. */
  public static final int MAX_IN_PROCESS = 16;

  public static final int MAX_OF_TENANT = 4;

  private final int maxInProcess;
  private final int maxOfTenant;
  private final Map<TenantId, Integer> ofTenants = new HashMap<>();
  private int inProcess;

  public DiagnosisLimit() {
    this(MAX_IN_PROCESS, MAX_OF_TENANT);
  }

  public DiagnosisLimit(int maxInProcess, int maxOfTenant) {
    this.maxInProcess = maxInProcess;
    this.maxOfTenant = maxOfTenant;
  }

  /** As many diagnoses as are permitted read accounts. */
  public static final class TooManyDiagnosesException extends RuntimeException {
    private final int limit;
    private final boolean ofTenant;

    TooManyDiagnosesException(int limit, boolean ofTenant) {
      super(
          "the service reads accounts for "
              + limit
              + (limit == 1 ? " diagnosis" : " diagnoses")
              + (ofTenant ? " of this tenant" : "")
              + ", which is its limit; repeat the request in a few seconds");
      this.limit = limit;
      this.ofTenant = ofTenant;
    }

    int limit() {
      return limit;
    }

    /** Returns whether it is the limit of the tenant, and not that of the process. */
    boolean isOfTenant() {
      return ofTenant;
    }
  }

  /** The place of one diagnosis; each holder leaves once. */
  final class DiagnosisPlace {
    private final TenantId tenant;
    private final AtomicInteger holders = new AtomicInteger(1);

    private DiagnosisPlace(TenantId tenant) {
      this.tenant = tenant;
    }

    /** Adds a holder; called by one that has not left. */
    void join() {
      holders.incrementAndGet();
    }

    void leave() {
      if (holders.decrementAndGet() == 0) {
        release(tenant);
      }
    }
  }

  /**
   * Returns the place of a new diagnosis with one holder.
   *
   * @throws TooManyDiagnosesException if there is none
   */
  synchronized DiagnosisPlace enter(TenantId tenant) {
    int running = ofTenants.getOrDefault(tenant, 0);
    if (running >= maxOfTenant) {
      throw new TooManyDiagnosesException(maxOfTenant, true);
    }
    if (inProcess >= maxInProcess) {
      throw new TooManyDiagnosesException(maxInProcess, false);
    }
    ofTenants.put(tenant, running + 1);
    inProcess++;
    return new DiagnosisPlace(tenant);
  }

  private synchronized void release(TenantId tenant) {
    ofTenants.computeIfPresent(tenant, (id, running) -> running == 1 ? null : running - 1);
    inProcess--;
  }
}

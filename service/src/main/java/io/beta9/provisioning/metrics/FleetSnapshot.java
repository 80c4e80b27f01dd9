package io.beta9.provisioning.metrics;

import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.operation.OperationKind;
import java.util.Map;

/**
 * The installation at one moment, as read from the database.
 *
 * @param environments the number of environments by status; a status without any is absent
 * @param statusAgesSeconds how long the environment that has been longest in a working status has
 *     been in it, by status
 * @param stuck environments in one working status for longer than the setting allows
 * @param queue the waiting and running operations
 * @param openRegions the regions whose circuit is open, with the operations that wait for it
 * @param failedLastHour the operations that failed within the last hour, by kind
 * @param accounts the registered accounts by state; a state without any is absent
 */
public record FleetSnapshot(
    Map<EnvironmentStatus, Long> environments,
    Map<EnvironmentStatus, Double> statusAgesSeconds,
    long stuck,
    QueueSnapshot queue,
    WorkerSnapshot workers,
    Map<String, Long> openRegions,
    Map<OperationKind, Long> failedLastHour,
    Map<AccountState, Long> accounts) {

  /**
   * Operations that have not ended.
   *
   * @param due can be claimed now
   * @param delayed wait for the time of their next attempt
   * @param held wait because the circuit of their region is open
   * @param oldestDueSeconds how long the oldest due operation could have been claimed
   */
  public record QueueSnapshot(
      long due, long delayed, long held, long running, double oldestDueSeconds) {

    /** Returns the operations that wait for any reason. */
    public long waiting() {
      return due + delayed + held;
    }
  }

  /**
   * Workers that have not stopped.
   *
   * @param running renew their leases and claim operations
   * @param draining renew their leases and claim nothing
   * @param silent have not renewed their leases for {@link FleetSnapshotQuery#SILENT_AFTER}
   * @param slots operations that the running ones can execute at the same time
   */
  public record WorkerSnapshot(long running, long draining, long silent, long slots) {}
}

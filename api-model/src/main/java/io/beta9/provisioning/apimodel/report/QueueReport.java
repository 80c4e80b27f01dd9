package io.beta9.provisioning.apimodel.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The queue and the workers.
 *
 * @param length operations that can be claimed now, the same as {@code LLEN provisioning:jobs}
 * @param delayed operations that wait for the time of their next attempt
 * @param held operations that wait because their region's circuit breaker is open
 * @param limited operations, part of {@code length}, that wait because their tenant has reached its
 *     limit of running operations
 * @param oldestWaitSeconds waiting time of the oldest claimable operation; 0 if there is none
 * @param regions regions whose circuit breaker is not closed
 */
public record QueueReport(
    long length,
    long delayed,
    long held,
    long limited,
    long oldestWaitSeconds,
    Map<String, Long> byTenant,
    Map<String, Long> byKind,
    List<WorkerLine> workers,
    List<RegionCircuitView> regions,
    ScalingAdvice advice) {
  public QueueReport {
    byTenant = byTenant == null ? Map.of() : byTenant;
    byKind = byKind == null ? Map.of() : byKind;
    workers = workers == null ? List.of() : List.copyOf(workers);
    regions = regions == null ? List.of() : List.copyOf(regions);
  }

  /**
   * A worker and the operations it executes.
   *
   * @param state {@code running}, {@code draining} or {@code dead}
   * @param problems problems of its host, each with the next step; a worker with a problem may
   *     claim no operations
   * @param memoryUsedBytes what it and its child processes use; null if it has not reported it
   * @param memoryLimitBytes what they may use; null if it has not reported it
   */
  public record WorkerLine(
      String workerId,
      String host,
      String state,
      String version,
      int concurrency,
      Instant startedAt,
      long secondsSinceRenewal,
      List<RunningOperation> operations,
      List<String> problems,
      @Nullable Long memoryUsedBytes,
      @Nullable Long memoryLimitBytes) {
    public WorkerLine {
      problems = problems == null ? List.of() : List.copyOf(problems);
      operations = operations == null ? List.of() : List.copyOf(operations);
    }
  }

  /** An operation that a worker executes. */
  public record RunningOperation(
      String operationId,
      String environmentId,
      String environmentName,
      String tenant,
      String kind,
      @Nullable String phase,
      Instant claimedAt) {}
}

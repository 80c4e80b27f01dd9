package io.beta9.provisioning.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits, who works, and whether that is enough.
 *
 * @param length operations that may be claimed now: what {@code LLEN provisioning:jobs} says
 * @param delayed operations that wait for the time of their next attempt
 * @param held operations that wait because their region is not fed
 * @param oldestWaitSeconds how long the oldest has waited; 0 where none waits
 */
public record QueueReport(
    long length,
    long delayed,
    long held,
    long oldestWaitSeconds,
    Map<String, Long> byTenant,
    Map<String, Long> byKind,
    List<WorkerLine> workers,
    List<RegionReport> regions,
    WorkerScaling.Advice advice) {

  /**
   * A worker and what it does.
   *
   * @param state running, draining or dead
   */
  public record WorkerLine(
      String workerId,
      String host,
      String state,
      String version,
      int concurrency,
      Instant startedAt,
      long secondsSinceRenewal,
      List<AtWork> atWork) {}

  /** An operation that is being carried out. */
  public record AtWork(
      String operationId,
      String environmentId,
      String environmentName,
      String tenant,
      String kind,
      @Nullable String phase,
      Instant claimedAt) {}
}

package io.beta9.provisioning.report;

import io.beta9.provisioning.apimodel.report.ScalingAdvice;

/**
 * Recommends the number of workers by the rules of the runbook: more if the backlog exceeds ten or
 * queued operations would not start soon; fewer if most slots are idle and no operation is queued.
 */
public final class WorkerScaling {
  /** More queued operations than this are a backlog according to the runbook. */
  static final int BACKLOG = 10;

  /** Two, so that one can fail or be replaced while the other continues. */
  static final int MIN_WORKERS = 2;

  private static final int DEFAULT_SLOTS_PER_WORKER = 2;

  private WorkerScaling() {}

  /**
   * Returns the recommended number of workers.
   *
   * @param workers number of workers that claim operations
   * @param slots number of operations they can execute at the same time
   * @param busy number of operations they execute
   * @param waiting number of queued operations
   */
  static ScalingAdvice advise(int workers, int slots, int busy, long waiting) {
    int perWorker = workers == 0 ? DEFAULT_SLOTS_PER_WORKER : Math.max(1, slots / workers);
    int needed = (int) Math.min(Integer.MAX_VALUE, ceil(busy + waiting, perWorker));
    int recommended = Math.max(MIN_WORKERS, needed);
    if (workers == 0 && waiting > 0) {
      return new ScalingAdvice(
          recommended, workers, "no worker is running, and " + operations(waiting) + " queued");
    }
    if (waiting > BACKLOG && recommended > workers) {
      return new ScalingAdvice(
          recommended, workers, operations(waiting) + " queued, a backlog of more than " + BACKLOG);
    }
    if (waiting > 0 && busy >= slots && recommended > workers) {
      return new ScalingAdvice(
          recommended, workers, operations(waiting) + " queued and all " + slots + " slots in use");
    }
    if (waiting == 0 && recommended < workers && busy * 2 < slots) {
      return new ScalingAdvice(
          recommended,
          workers,
          "no operation queued, and " + busy + " of " + slots + " slots in use");
    }
    return new ScalingAdvice(
        workers,
        workers,
        busy + " of " + slots + " slots in use, " + operations(waiting) + " queued");
  }

  private static String operations(long number) {
    return number == 1 ? "1 operation" : number + " operations";
  }

  private static long ceil(long amount, long unit) {
    return (amount + unit - 1) / unit;
  }
}

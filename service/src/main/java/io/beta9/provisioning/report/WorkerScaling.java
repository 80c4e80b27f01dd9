package io.beta9.provisioning.report;

import io.beta9.provisioning.apimodel.report.ScalingAdvice;

/**
 * How many workers there should be. The runbook's rules: more where the backlog is above ten, or
 * where what waits would not be begun soon; fewer where most slots are idle and nothing waits.
 */
public final class WorkerScaling {
  /** Above this the runbook calls it a backlog. */
  static final int BACKLOG = 10;

  /** Two, so that one can be lost or replaced and the other goes on. */
  static final int FEWEST = 2;

  private static final int SLOTS_OF_AN_UNKNOWN_WORKER = 2;

  private WorkerScaling() {}

  /**
   * The advice.
   *
   * @param workers those that take work
   * @param slots what they can do at once
   * @param busy how many slots are taken
   */
  static ScalingAdvice advise(int workers, int slots, int busy, long waiting) {
    int perWorker = workers == 0 ? SLOTS_OF_AN_UNKNOWN_WORKER : Math.max(1, slots / workers);
    int needed = (int) Math.min(Integer.MAX_VALUE, ceil(busy + waiting, perWorker));
    int wanted = Math.max(FEWEST, needed);
    if (workers == 0 && waiting > 0) {
      return new ScalingAdvice(
          wanted, workers, "no worker takes work, and " + operations(waiting) + " wait");
    }
    if (waiting > BACKLOG && wanted > workers) {
      return new ScalingAdvice(
          wanted, workers, operations(waiting) + " wait, more than " + BACKLOG + ": a backlog");
    }
    if (waiting > 0 && busy >= slots && wanted > workers) {
      return new ScalingAdvice(
          wanted, workers, operations(waiting) + " wait and all " + slots + " slots are taken");
    }
    if (waiting == 0 && wanted < workers && busy * 2 < slots) {
      return new ScalingAdvice(
          wanted, workers, "nothing waits, and " + busy + " of " + slots + " slots are taken");
    }
    return new ScalingAdvice(
        workers, workers, busy + " of " + slots + " slots are taken, " + waiting + " wait");
  }

  private static String operations(long number) {
    return number == 1 ? "1 operation" : number + " operations";
  }

  private static long ceil(long amount, long unit) {
    return (amount + unit - 1) / unit;
  }
}

package io.beta9.provisioning.apimodel.report;

/**
 * The recommended number of workers.
 *
 * @param workers recommended number
 * @param now current number
 * @param reason why, without a full stop
 */
public record ScalingAdvice(int workers, int now, String reason) {
  /** Returns whether the recommended number differs from the current one. */
  public boolean recommendsChange() {
    return workers != now;
  }
}

package io.beta9.provisioning.terraform.plan;

/** What a plan is to bring about. */
public enum PlanMode {
  /** What the configuration says. */
  APPLY,
  /** That nothing is left. */
  DESTROY,
  /** Nothing: only what differs between the state and the account. */
  REFRESH_ONLY
}

package io.beta9.provisioning.diagnosis;

import java.util.Locale;

/** The names of the verdicts on the wire. */
public enum VerdictCode {
  READY,
  DEGRADED,
  DESTROYED,
  QUEUED,
  REGION_CIRCUIT_OPEN,
  NO_ACTIVE_WORKERS,
  RETRY_SCHEDULED,
  IN_PROGRESS,
  SLOW,
  DELETION_BLOCKED,
  WORKER_DEAD,
  STATE_LOCKED,
  THROTTLED,
  FAILED,
  STATUS_SET_MANUALLY;

  /** Returns the name on the wire, in kebab case: {@code worker-dead}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns whether the environment needs no attention. */
  public boolean isFinal() {
    return this == READY || this == DESTROYED;
  }
}

package io.beta9.provisioning.devstack.chaos;

/** Faults that a chaos run injects into a running installation. */
enum Fault {
  WORKER_KILLED,
  WORKER_AND_TERRAFORM_KILLED,
  TERRAFORM_KILLED,
  HELM_KILLED,
  WORKER_PAUSED,
  WORKER_TERMINATED,
  REDIS_FLUSHED,
  REDIS_REPLACED,
  DATABASE_CRASHED,
  DATABASE_DISCONNECTED,
  AWS_THROTTLES,
  AWS_FAILS,
  AWS_LOSES_RESPONSES;

  /** Returns whether the fault kills a process whose work has to be resumed. */
  boolean isKill() {
    return switch (this) {
      case WORKER_KILLED, WORKER_AND_TERRAFORM_KILLED, TERRAFORM_KILLED, HELM_KILLED -> true;
      case WORKER_PAUSED,
          WORKER_TERMINATED,
          REDIS_FLUSHED,
          REDIS_REPLACED,
          DATABASE_CRASHED,
          DATABASE_DISCONNECTED,
          AWS_THROTTLES,
          AWS_FAILS,
          AWS_LOSES_RESPONSES ->
          false;
    };
  }

  /**
   * Returns whether injection is retried while there is no target. Not for {@link #HELM_KILLED},
   * whose injection waits for a target itself.
   */
  boolean shouldAwaitTarget() {
    return isKill() && this != HELM_KILLED;
  }
}

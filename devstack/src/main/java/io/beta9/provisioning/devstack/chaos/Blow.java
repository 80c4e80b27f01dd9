package io.beta9.provisioning.devstack.chaos;

/** What can befall a running installation. */
enum Blow {
  WORKER_KILLED,
  WORKER_AND_TERRAFORM_KILLED,
  TERRAFORM_KILLED,
  HELM_KILLED,
  WORKER_PAUSED,
  WORKER_TERMINATED,
  REDIS_FLUSHED,
  REDIS_REPLACED,
  DATABASE_CRASHED,
  DATABASE_CUT_OFF,
  AWS_THROTTLES,
  AWS_FAILS;

  /** Whether something that was at work is gone, so that somebody has to take its work up. */
  boolean isDeath() {
    return switch (this) {
      case WORKER_KILLED, WORKER_AND_TERRAFORM_KILLED, TERRAFORM_KILLED, HELM_KILLED -> true;
      case WORKER_PAUSED,
          WORKER_TERMINATED,
          REDIS_FLUSHED,
          REDIS_REPLACED,
          DATABASE_CRASHED,
          DATABASE_CUT_OFF,
          AWS_THROTTLES,
          AWS_FAILS ->
          false;
    };
  }

  /** Whether a victim is waited for where there is none; for Helm that is done already. */
  boolean isWorthWaiting() {
    return isDeath() && this != HELM_KILLED;
  }
}

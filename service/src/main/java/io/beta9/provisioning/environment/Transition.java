package io.beta9.provisioning.environment;

/** A transition of an environment's status. */
public enum Transition {
  /** A worker starts or resumes creating the infrastructure. */
  PROVISION,
  /** The infrastructure is complete; Beta9 is being installed. */
  BOOTSTRAP,
  /** Beta9 has been verified. */
  BECOME_READY,
  /**
   * A queued operation was cancelled before it started, or the plan of an update was rejected; the
   * environment is ready as before.
   */
  RESTORE_READY,
  /** The operation failed or was cancelled. */
  FAIL,
  /** A retry or an update was requested; provisioning is queued. */
  REQUEST_PROVISION,
  /** A destroy was requested. */
  REQUEST_DESTROY,
  /** A worker starts or resumes destroying the environment. */
  DESTROY,
  /** No resource is left. */
  FINISH_DESTROY,
  /** Provisioning failed temporarily and waits for its next attempt. */
  AWAIT_PROVISION,
  /** Destroying failed temporarily and waits for its next attempt. */
  AWAIT_DESTROY
}

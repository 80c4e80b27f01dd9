package io.beta9.provisioning.environment;

/** What can happen to an environment's status. */
public enum Transition {
  /** A worker has begun, or taken up again, to make the infrastructure. */
  PROVISION,
  /** The infrastructure stands; Beta9 is being installed. */
  BOOTSTRAP,
  /** Beta9 answers. */
  BECOME_READY,
  /** What was queued was called off before it had begun: it is ready as before. */
  STAY_READY,
  /** The work ended without success. */
  FAIL,
  /** A person asks for another try, or for a change: provisioning is queued. */
  REQUEST_PROVISION,
  /** A person asks for it to go away. */
  REQUEST_DESTROY,
  /** A worker has begun, or taken up again, to destroy. */
  DESTROY,
  /** Nothing is left. */
  FINISH_DESTROY,
  /** A passing failure of provisioning: it waits for its next try. */
  AWAIT_PROVISION,
  /** A passing failure of destroying: it waits for its next try. */
  AWAIT_DESTROY
}

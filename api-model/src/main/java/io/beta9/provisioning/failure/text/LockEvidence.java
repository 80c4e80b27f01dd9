package io.beta9.provisioning.failure.text;

/** What is known about the Terraform run that holds a lock of the state. */
public enum LockEvidence implements Fact {
  /** Its process is running on this host. */
  RUNNING("is running on this host"),
  /** The claim under which it was started is in force. */
  CLAIM_IN_FORCE("belongs to a claim that is in force"),
  /** Its worker has ended, but its process was not observed to end. */
  MAY_BE_RUNNING("may be running: its worker has ended, but the process was not observed to end"),
  /** It was killed. */
  EXIT_OBSERVED("was killed, and its worker observed its end"),
  /** Its claim has ended or was taken over. */
  CLAIM_ENDED("is dead: its claim has ended or was taken over"),
  /** It reported that it could not release the lock. */
  RELEASE_FAILED("reported that it could not release the lock"),
  /** No operation of the environment started it. */
  NOT_AN_OPERATION("does not belong to an operation of this environment");

  private final String description;

  LockEvidence(String description) {
    this.description = description;
  }

  @Override
  public String description() {
    return description;
  }
}

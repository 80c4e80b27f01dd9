package io.beta9.provisioning.operation;

/** Thrown if a claim is no longer in force: the operation has a newer claim or has ended. */
public final class ClaimLostException extends RuntimeException {
  public ClaimLostException(Claim claim) {
    super(
        "claim of "
            + claim.operation()
            + " by "
            + claim.worker()
            + " at epoch "
            + claim.epoch()
            + " is no longer in force");
  }
}

package io.beta9.provisioning.operation;

/** The operation belongs to a newer claim, or is over: this claim writes no more. */
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

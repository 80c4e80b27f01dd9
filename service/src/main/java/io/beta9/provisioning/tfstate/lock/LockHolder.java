package io.beta9.provisioning.tfstate.lock;

/**
 * The assessment of the holder of a lock.
 *
 * @param reason the reason for the verdict, as a clause
 */
public record LockHolder(HolderVerdict verdict, String reason) {
  /** Whether the holder is alive. */
  public enum HolderVerdict {
    /** A run of this environment that is or may be alive: the lock must not be removed. */
    ALIVE,
    /** A dead run of this environment: the lock can be removed. */
    DEAD,
    /** Not a run of this environment. */
    UNKNOWN
  }
}

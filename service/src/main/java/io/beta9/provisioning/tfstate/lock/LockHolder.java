package io.beta9.provisioning.tfstate.lock;

/**
 * Who holds a lock, as far as can be told.
 *
 * @param words why it is thought so
 */
public record LockHolder(HolderVerdict verdict, String words) {
  /** What may be done about it follows from this. */
  public enum HolderVerdict {
    /** One of ours, which lives or may live: it is left alone. */
    LIVING,
    /** One of ours, which is dead: its lock protects nothing. */
    DEAD,
    /** Somebody else, of whom nothing is known. */
    STRANGER
  }
}

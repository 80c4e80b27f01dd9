package io.beta9.provisioning.tfstate.lock;

/**
 * A lock that is held, and where it lies.
 *
 * @param mark tells exactly this one from another in its place: the object's ETag, the item's text
 */
public record HeldLock(StateLock lock, Place place, String mark) {
  /** The two places that Terraform locks in. */
  public enum Place {
    LOCK_FILE("the lock file"),
    TABLE("the lock table");

    private final String words;

    Place(String words) {
      this.words = words;
    }

    /** For a person. */
    public String words() {
      return words;
    }
  }
}

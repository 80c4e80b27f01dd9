package io.beta9.provisioning.tfstate.lock;

/**
 * A lock that is held, and its place.
 *
 * @param revision distinguishes the lock from a later one in the same place: the ETag of the object
 *     or the text of the item
 */
public record HeldLock(StateLock lock, Place place, String revision) {
  /** The places in which Terraform locks a state. */
  public enum Place {
    LOCK_FILE("the lock file"),
    TABLE("the lock table");

    private final String description;

    Place(String words) {
      this.description = words;
    }

    public String description() {
      return description;
    }
  }
}

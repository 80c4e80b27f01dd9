package io.beta9.provisioning.failure;

import java.util.Locale;

/**
 * Why something failed, as far as it decides what happens next: whether waiting helps, and whose
 * move it is. Used in one place to decide on retrying and in one place to become an RFC 9457
 * problem.
 */
public enum FailureClass {
  /** A throttle, the network, eventual consistency: retried with growing pauses. */
  TRANSIENT(true, Mover.NOBODY),
  /** AWS has no room for what was asked, in this zone or for this type, for now. */
  CAPACITY(true, Mover.CUSTOMER),
  /** The account's limit is used up. */
  QUOTA(false, Mover.CUSTOMER),
  /** The role may not do what has to be done. */
  PERMISSION(false, Mover.CUSTOMER),
  /** What was asked for cannot be made. */
  CONFIGURATION(false, Mover.CUSTOMER),
  /** Something is there that stands in the way: a name taken, a lock held, an unsafe plan. */
  CONFLICT(false, Mover.OPERATOR),
  /** A step ran past its deadline. */
  TIMEOUT(true, Mover.OPERATOR),
  /** The infrastructure stands, Beta9 in it does not. */
  BOOTSTRAP(false, Mover.OPERATOR),
  /** A person asked for it to stop. */
  CANCELLED(false, Mover.CUSTOMER),
  /** A defect of this product. */
  INTERNAL(false, Mover.OPERATOR);

  /** Who has to do something before another try can go better. */
  public enum Mover {
    NOBODY,
    CUSTOMER,
    OPERATOR
  }

  private final boolean waitingHelps;
  private final Mover mover;

  FailureClass(boolean waitingHelps, Mover mover) {
    this.waitingHelps = waitingHelps;
    this.mover = mover;
  }

  public boolean waitingHelps() {
    return waitingHelps;
  }

  public Mover mover() {
    return mover;
  }

  /** The word on the wire, for example {@code transient}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

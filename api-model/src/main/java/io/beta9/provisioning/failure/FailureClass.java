package io.beta9.provisioning.failure;

import java.util.Locale;

/**
 * What a failure means for what happens next: whether waiting helps and who is responsible. Decides
 * on retries and on the status of an RFC 9457 problem.
 */
public enum FailureClass {
  /** Throttling, a network error or eventual consistency: retried with increasing delays. */
  TRANSIENT(true, ResponsibleParty.NONE),
  /** AWS currently lacks capacity for the requested type or zone. */
  CAPACITY(true, ResponsibleParty.CUSTOMER),
  /** A quota of the account is exhausted. */
  QUOTA(false, ResponsibleParty.CUSTOMER),
  /** The role lacks a permission. */
  PERMISSION(false, ResponsibleParty.CUSTOMER),
  /** The request cannot be fulfilled as configured. */
  CONFIGURATION(false, ResponsibleParty.CUSTOMER),
  /** Something existing is in the way: a name, a lock or an unsafe plan. */
  CONFLICT(false, ResponsibleParty.OPERATOR),
  /** A step exceeded its deadline. */
  TIMEOUT(true, ResponsibleParty.OPERATOR),
  /** The infrastructure exists, but Beta9 does not run in it. */
  BOOTSTRAP(false, ResponsibleParty.OPERATOR),
  /** A user cancelled the operation. */
  CANCELLED(false, ResponsibleParty.CUSTOMER),
  /** A defect of this product. */
  INTERNAL(false, ResponsibleParty.OPERATOR);

  private final boolean waitingHelps;
  private final ResponsibleParty responsible;

  FailureClass(boolean waitingHelps, ResponsibleParty responsible) {
    this.waitingHelps = waitingHelps;
    this.responsible = responsible;
  }

  /** Returns whether a later attempt can succeed without any change. */
  public boolean waitingHelps() {
    return waitingHelps;
  }

  public ResponsibleParty responsible() {
    return responsible;
  }

  /** Returns the name on the wire, for example {@code transient}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

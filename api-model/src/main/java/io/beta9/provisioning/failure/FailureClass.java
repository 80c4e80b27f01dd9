package io.beta9.provisioning.failure;

import java.util.Locale;

/**
 * What a failure means for what happens next: when it is retried and who is responsible. Decides
 * also on the status of an RFC 9457 problem.
 */
public enum FailureClass {
  /** Throttling, a network error or eventual consistency: retried with increasing delays. */
  TRANSIENT(Retry.AUTOMATIC, ResponsibleParty.NONE),
  /**
   * AWS currently lacks capacity for the requested type or zone. Time may help, and a new attempt
   * lets AWS choose among all zones in use again: retried a few times.
   */
  CAPACITY(Retry.AUTOMATIC_FOR_A_WHILE, ResponsibleParty.CUSTOMER),
  /** A quota of the account is exhausted. */
  QUOTA(Retry.AFTER_A_CHANGE, ResponsibleParty.CUSTOMER),
  /** The role lacks a permission. */
  PERMISSION(Retry.AFTER_A_CHANGE, ResponsibleParty.CUSTOMER),
  /** The request cannot be fulfilled as configured. */
  CONFIGURATION(Retry.AFTER_A_CHANGE, ResponsibleParty.CUSTOMER),
  /** Something that exists prevents it: a name, a lock or an unsafe plan. */
  CONFLICT(Retry.AFTER_A_CHANGE, ResponsibleParty.OPERATOR),
  /** A step exceeded its deadline. */
  TIMEOUT(Retry.WITHOUT_A_CHANGE, ResponsibleParty.OPERATOR),
  /** The infrastructure exists, but Beta9 does not run in it. */
  BOOTSTRAP(Retry.AFTER_A_CHANGE, ResponsibleParty.OPERATOR),
  /** A user cancelled the operation: nothing is broken; a retry continues it. */
  CANCELLED(Retry.WITHOUT_A_CHANGE, ResponsibleParty.NONE),
  /** A defect of this product. */
  INTERNAL(Retry.AFTER_A_CHANGE, ResponsibleParty.OPERATOR);

  /** Under which condition another attempt can succeed. */
  private enum Retry {
    AUTOMATIC,
    AUTOMATIC_FOR_A_WHILE,
    WITHOUT_A_CHANGE,
    AFTER_A_CHANGE
  }

  private final Retry retry;
  private final ResponsibleParty responsible;

  FailureClass(Retry retry, ResponsibleParty responsible) {
    this.retry = retry;
    this.responsible = responsible;
  }

  /**
   * Returns whether the cause may pass with time, so that the service itself repeats what failed,
   * after a pause.
   */
  public boolean waitingHelps() {
    return switch (retry) {
      case AUTOMATIC, AUTOMATIC_FOR_A_WHILE -> true;
      case WITHOUT_A_CHANGE, AFTER_A_CHANGE -> false;
    };
  }

  /**
   * Returns whether no action is required as long as the operation is retried, even if it lasts.
   */
  public boolean passesByItself() {
    return retry == Retry.AUTOMATIC;
  }

  /** Returns under which condition another attempt can succeed, a phrase for documents. */
  public String retryCondition() {
    return switch (retry) {
      case AUTOMATIC -> "automatically, after a pause";
      case AUTOMATIC_FOR_A_WHILE -> "automatically for about an hour, then on request";
      case WITHOUT_A_CHANGE -> "on request, also without a change";
      case AFTER_A_CHANGE -> "on request, after the cause is fixed";
    };
  }

  public ResponsibleParty responsible() {
    return responsible;
  }

  /** Returns the name on the wire, for example {@code transient}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

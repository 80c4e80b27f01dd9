package io.beta9.provisioning.webhook;

/** What came of one attempt to send a delivery. */
sealed interface AttemptResult {

  /** The receiver answered with a status of success. */
  record ReceiverAccepted(int status) implements AttemptResult {}

  /** The receiver answered with another status. A redirect is not followed. */
  record ReceiverRejected(int status) implements AttemptResult {
    private static final int GONE = 410;

    /** Returns whether the receiver accepts no further attempts. */
    boolean isFinal() {
      return status == GONE;
    }

    String description() {
      return status >= 300 && status < 400
          ? "the receiver answered with status " + status + "; redirects are not followed"
          : "the receiver answered with status " + status;
    }
  }

  /**
   * There was no response.
   *
   * @param reason a text of this service, never one of the receiver
   */
  record NoResponse(String reason) implements AttemptResult {}
}

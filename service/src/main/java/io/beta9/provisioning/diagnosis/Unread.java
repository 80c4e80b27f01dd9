package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.failure.Failure;
import java.time.Duration;

/** Why something could not be read in an account. {@link FindingMessages} renders it. */
public sealed interface Unread {
  /** The account did not answer within the timeout. */
  record NoAnswer(Duration timeout) implements Unread {}

  /** The read failed, with the environment as a parameter of the failure. */
  record ReadFailed(Failure failure) implements Unread {}

  /** This process stopped reading. */
  record Interrupted() implements Unread {}
}

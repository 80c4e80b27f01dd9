package io.beta9.provisioning.cli;

import java.util.Set;

/** What a client has to know of the words in {@code status}. */
final class KnownStatuses {
  static final String READY = "ready";
  static final String FAILED = "failed";
  static final String DESTROYED = "destroyed";

  private static final Set<String> AT_REST = Set.of(READY, FAILED, DESTROYED);

  private KnownStatuses() {}

  /** Whether nothing is queued or at work. */
  static boolean atRest(String status) {
    return AT_REST.contains(status);
  }
}

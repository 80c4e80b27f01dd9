package io.beta9.provisioning.cli.client;

import java.util.Set;

/** The statuses of an environment that a client has to know. */
public final class KnownStatuses {
  public static final String READY = "ready";
  public static final String FAILED = "failed";
  public static final String DESTROYED = "destroyed";

  private static final Set<String> SETTLED = Set.of(READY, FAILED, DESTROYED);

  private KnownStatuses() {}

  /** Returns whether no operation is queued or running in this status. */
  public static boolean isSettled(String status) {
    return SETTLED.contains(status);
  }

  /** Returns the status in which the current operation of an environment is to end. */
  public static String target(String status) {
    return status.startsWith("destroy") ? DESTROYED : READY;
  }
}

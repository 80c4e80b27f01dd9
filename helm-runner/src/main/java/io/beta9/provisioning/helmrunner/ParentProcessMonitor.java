package io.beta9.provisioning.helmrunner;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Terminates this process when its parent process exits. The response could no longer be received,
 * and a worker that takes over the operation must not find a release that is still being modified.
 */
final class ParentProcessMonitor {
  private static final long GRACE_SECONDS = 8;
  private static final int EXIT_CODE_SIGTERM = 143;

  private ParentProcessMonitor() {}

  static void exitWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var unused = parent.onExit().thenRunAsync(ParentProcessMonitor::exit);
            });
  }

  /** Sends SIGTERM, which Helm handles by marking the release failed instead of pending. */
  private static void exit() {
    try {
      new ProcessBuilder("kill", "-TERM", String.valueOf(ProcessHandle.current().pid()))
          .inheritIO()
          .start();
      TimeUnit.SECONDS.sleep(GRACE_SECONDS);
    } catch (IOException | InterruptedException e) {
      System.err.println("helm-runner: graceful termination of Helm failed: " + e);
    }
    Runtime.getRuntime().halt(EXIT_CODE_SIGTERM);
  }
}

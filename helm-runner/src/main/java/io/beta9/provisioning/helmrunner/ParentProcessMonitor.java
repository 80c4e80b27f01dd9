package io.beta9.provisioning.helmrunner;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Ends this process when the one that started it is gone: nobody would hear the answer, and whoever
 * takes the work over must not find a release still being changed.
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

  /** By SIGTERM, which Helm itself hears: it then marks the release failed instead of pending. */
  private static void exit() {
    try {
      new ProcessBuilder("kill", "-TERM", String.valueOf(ProcessHandle.current().pid()))
          .inheritIO()
          .start();
      TimeUnit.SECONDS.sleep(GRACE_SECONDS);
    } catch (IOException | InterruptedException e) {
      System.err.println("helm-runner: could not end Helm in order: " + e);
    }
    Runtime.getRuntime().halt(EXIT_CODE_SIGTERM);
  }
}

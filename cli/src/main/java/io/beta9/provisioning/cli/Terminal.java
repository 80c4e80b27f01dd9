package io.beta9.provisioning.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command reads and writes, and what it may know of the process around it. Tests make their
 * own.
 *
 * @param liveOut whether {@code out} is a screen that understands cursor movement
 * @param liveErr the same of {@code err}
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean liveOut,
    boolean liveErr,
    Map<String, String> environment,
    Path directory) {

  /** This process's own. */
  public static Terminal ofProcess() {
    boolean dumb = "dumb".equals(System.getenv("TERM")) || System.getenv("CI") != null;
    return new Terminal(
        System.in,
        System.out,
        System.err,
        !dumb && isScreen(1),
        !dumb && isScreen(2),
        System.getenv(),
        Path.of("").toAbsolutePath());
  }

  /** Whether a person could answer a question here. */
  boolean interactive() {
    return liveOut || liveErr;
  }

  private static boolean isScreen(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // No such folder on this system: Java itself knows of standard input and output together.
      return System.console() != null && System.console().isTerminal();
    }
  }
}

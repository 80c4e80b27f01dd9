package io.beta9.provisioning.cli.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Streams, environment variables and working directory of a command. Tests create their own.
 *
 * @param liveOut whether {@code out} is a screen that supports cursor movement
 * @param liveErr whether {@code err} is a screen that supports cursor movement
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean liveOut,
    boolean liveErr,
    Map<String, String> environment,
    Path directory) {

  /** Returns the terminal of this process. */
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

  /** Returns whether a user can answer a prompt. */
  public boolean interactive() {
    return liveOut || liveErr;
  }

  /** Reads the user's answer to a prompt; null if there is none. */
  public @Nullable String readLine() {
    try {
      return new BufferedReader(new InputStreamReader(in, Charset.defaultCharset())).readLine();
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean isScreen(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // Without /proc, the JDK only knows about standard input and output together.
      return System.console() != null && System.console().isTerminal();
    }
  }
}

package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The Linux host of this process: its boot, its pid namespace and its signals. */
public final class LinuxHost {
  private LinuxHost() {}

  /** Returns the id of the current boot of the machine. */
  public static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("this needs Linux", e);
    }
  }

  /** Returns the pid namespace of this process, for example {@code pid:[4026531836]}. */
  public static String pidNamespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("this needs Linux", e);
    }
  }

  /**
   * Returns whether a process has this pid, also one of another user that is not listed in {@code
   * /proc}. A process that has ended and was not waited for exists; so does one of which nothing is
   * known.
   */
  static boolean exists(long pid) {
    ShortCommand.Result result =
        ShortCommand.run(
            List.of("/bin/sh", "-c", "kill -s 0 -- \"$1\"", "exists", Long.toString(pid)),
            Path.of("/"),
            Map.of("LC_ALL", "C"),
            Duration.ofSeconds(10));
    return result.exitCode() == 0 || !result.err().contains("No such process");
  }

  /** Sends a signal; does nothing if the target has ended. */
  static void signal(String name, String target) {
    // The JDK sends only TERM and KILL, and not to process groups.
    ShortCommand.run(
        List.of("/bin/sh", "-c", "kill -s \"$1\" -- \"$2\"", "signal", name, target),
        Path.of("/"),
        Map.of(),
        Duration.ofSeconds(10));
  }
}

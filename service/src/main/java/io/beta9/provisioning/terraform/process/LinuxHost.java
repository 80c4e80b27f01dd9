package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The Linux this runs on: which start of it, which container, and how to send it a signal. */
public final class LinuxHost {
  private LinuxHost() {}

  /** A value that every start of the machine makes anew. */
  public static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("this needs Linux", e);
    }
  }

  /** The namespace in which this process's pids count, for example {@code pid:[4026531836]}. */
  public static String pidNamespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("this needs Linux", e);
    }
  }

  /** Sends a signal; that the target has gone meanwhile is no error. */
  static void signal(String name, String target) {
    // The JDK can send TERM and KILL only, and to no group.
    ShortCommand.run(
        List.of("/bin/sh", "-c", "kill -s \"$1\" -- \"$2\"", "signal", name, target),
        Path.of("/"),
        Map.of(),
        Duration.ofSeconds(10));
  }
}

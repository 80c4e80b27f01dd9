package io.beta9.provisioning.devstack.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Signals to processes and their groups. */
final class Signals {
  /** In {@code /proc/<pid>/stat}, counted from behind the command's closing bracket. */
  private static final int GROUP_FIELD = 2;

  private Signals() {}

  static void send(String signal, long pid) {
    signal(signal, Long.toString(pid));
  }

  /** To the whole group that the process belongs to; nothing where it is gone. */
  static void sendToGroup(String signal, long pid) {
    group(pid).ifPresent(group -> signal(signal, "-" + group));
  }

  private static OptionalLong group(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return OptionalLong.of(
          Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[GROUP_FIELD]));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static void signal(String signal, String target) {
    try {
      new ProcessBuilder("kill", "-" + signal, "--", target)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("no signal could be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

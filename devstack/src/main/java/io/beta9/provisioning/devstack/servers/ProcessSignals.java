package io.beta9.provisioning.devstack.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Sends signals to processes and process groups. */
public final class ProcessSignals {
  /** Index in {@code /proc/PID/stat}, counted after the closing bracket of the command name. */
  private static final int PROCESS_GROUP_FIELD = 2;

  private ProcessSignals() {}

  public static void send(String signal, long pid) {
    signal(signal, Long.toString(pid));
  }

  /** Sends the signal to the process group of the process, if the process exists. */
  public static void sendToGroup(String signal, long pid) {
    processGroup(pid).ifPresent(group -> signal(signal, "-" + group));
  }

  private static OptionalLong processGroup(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return OptionalLong.of(
          Long.parseLong(
              stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[PROCESS_GROUP_FIELD]));
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
      throw new UncheckedIOException("cannot execute kill", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

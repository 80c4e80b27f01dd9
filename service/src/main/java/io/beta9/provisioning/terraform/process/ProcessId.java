package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Unique identification of a process: process ids are reused, but not together with a start time.
 *
 * @param startTicks field 22 of {@code /proc/<pid>/stat}: clock ticks since the machine started
 */
public record ProcessId(long pid, long startTicks) {

  /** Returns the process that has this pid now; empty if there is none or it is a zombie. */
  public static Optional<ProcessId> running(long pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // The process ended after the file was opened (ESRCH).
      return Optional.empty();
    }
    // The command name is in parentheses and may itself contain spaces and parentheses.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    boolean hasEnded = fields[0].equals("Z") || fields[0].equals("X");
    return hasEnded
        ? Optional.empty()
        : Optional.of(new ProcessId(pid, Long.parseLong(fields[19])));
  }

  /** Returns whether this process is running and was started since the given boot. */
  public boolean isRunning(String bootId) {
    return bootId.equals(LinuxHost.bootId()) && isRunning();
  }

  /** Returns whether this process is running; only valid in its own pid namespace. */
  public boolean isRunning() {
    return running(pid).filter(this::equals).isPresent();
  }
}

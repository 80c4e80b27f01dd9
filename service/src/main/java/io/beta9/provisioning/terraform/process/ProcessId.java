package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that no later one can be taken for: pid numbers come back, a pid with its start time
 * does not.
 *
 * @param startTicks field 22 of {@code /proc/<pid>/stat}: clock ticks since the machine started
 */
public record ProcessId(long pid, long startTicks) {

  /** The process that has this pid now, unless there is none or it is only waiting to be buried. */
  public static Optional<ProcessId> running(long pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // The process ended between the opening and the reading of the file (ESRCH).
      return Optional.empty();
    }
    // The command's name stands in parentheses and may itself hold spaces and parentheses.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    boolean dead = fields[0].equals("Z") || fields[0].equals("X");
    return dead ? Optional.empty() : Optional.of(new ProcessId(pid, Long.parseLong(fields[19])));
  }

  /** Whether this very process runs here, and belongs to this start of the machine. */
  public boolean isRunning(String bootId) {
    return bootId.equals(LinuxHost.bootId()) && isRunning();
  }

  /** Whether this very process runs; only meaningful in its own pid namespace. */
  public boolean isRunning() {
    return running(pid).filter(this::equals).isPresent();
  }
}

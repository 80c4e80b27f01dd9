package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Unique identification of a process: process ids are reused, but not together with a start time.
 *
 * @param startTicks field 22 of {@code /proc/<pid>/stat}: clock ticks since the machine started
 */
public record ProcessId(long pid, long startTicks) {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Pattern HIDING =
      Pattern.compile(" /proc .* - proc .*\\bhidepid=(2|4|invisible|ptraceable)\\b");

  /**
   * Returns the process that has this pid now; empty if there is none or it is a zombie.
   *
   * @throws UncheckedIOException if that is unknown, which is not the same as ended
   */
  public static Optional<ProcessId> running(long pid) {
    return running(PROCESSES, pid);
  }

  static Optional<ProcessId> running(Path processes, long pid) {
    String stat;
    try {
      stat = Files.readString(processes.resolve(Long.toString(pid)).resolve("stat"));
    } catch (IOException e) {
      if (isEvidenceOfEnd(processes, pid, e)) {
        return Optional.empty();
      }
      throw new UncheckedIOException("the status of process " + pid + " cannot be read", e);
    }
    // The command name is in parentheses and may itself contain spaces and parentheses.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    boolean hasEnded = fields[0].equals("Z") || fields[0].equals("X");
    return hasEnded
        ? Optional.empty()
        : Optional.of(new ProcessId(pid, Long.parseLong(fields[19])));
  }

  /** Too many open files, a missing /proc or a denied access are no evidence about the process. */
  private static boolean isEvidenceOfEnd(Path processes, long pid, IOException e) {
    if (!(e instanceof NoSuchFileException)) {
      return String.valueOf(e.getMessage()).contains("No such process");
    }
    return Files.isReadable(processes.resolve("self").resolve("stat"))
        && (!hidesProcesses(processes) || !LinuxHost.exists(pid));
  }

  /**
   * Returns whether processes of other users are invisible: proc(5), mount option {@code hidepid}
   * with the values 2 and 4, which newer kernels show as words.
   */
  private static boolean hidesProcesses(Path processes) {
    try {
      return Files.readAllLines(processes.resolve("self").resolve("mountinfo")).stream()
          .anyMatch(mount -> HIDING.matcher(mount).find());
    } catch (IOException e) {
      return false; // Kernels without this file are older than the option.
    }
  }

  /** Returns whether this process is running and was started since the given boot. */
  public boolean isRunning(String bootId) {
    return bootId.equals(LinuxHost.bootId()) && isRunning();
  }

  /**
   * Returns whether this process is running; only valid in its own pid namespace. A process whose
   * status cannot be read counts as running.
   */
  public boolean isRunning() {
    return isRunning(PROCESSES);
  }

  boolean isRunning(Path processes) {
    try {
      return running(processes, pid).filter(this::equals).isPresent();
    } catch (UncheckedIOException e) {
      return true;
    }
  }
}

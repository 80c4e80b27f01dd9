package io.beta9.provisioning.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * CPU time of processes, from {@code /proc}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public final class ProcessCpu {
  /** The kernel's USER_HZ, which is 100 on every architecture that the JDK supports. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int CUTIME = 13;
  private static final int CSTIME = 14;

  private ProcessCpu() {}

  /** Returns the CPU seconds of a process without its children. */
  public static double seconds(long pid) {
    return stat(pid).map(fields -> ticks(fields, UTIME, STIME)).orElse(0.0) / TICKS_PER_SECOND;
  }

  /** Returns the CPU seconds of a process and of all its children, including those that ended. */
  public static double secondsWithChildren(long pid) {
    double ended = stat(pid).map(fields -> ticks(fields, CUTIME, CSTIME)).orElse(0.0);
    double living =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::children)
            .mapToDouble(child -> seconds(child.pid()))
            .sum();
    return seconds(pid) + ended / TICKS_PER_SECOND + living;
  }

  /** Returns the number of children of a process. */
  public static long children(long pid) {
    return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).count();
  }

  /** Returns the CPU seconds of this process's children that have ended. */
  public static double secondsOfEndedChildren() {
    return stat(ProcessHandle.current().pid())
            .map(fields -> ticks(fields, CUTIME, CSTIME))
            .orElse(0.0)
        / TICKS_PER_SECOND;
  }

  private static double ticks(String[] fields, int first, int second) {
    return Long.parseLong(fields[first]) + Long.parseLong(fields[second]);
  }

  /** Returns the fields after the command's name, which may contain spaces. */
  private static Optional<String[]> stat(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    } catch (IOException e) {
      // The process has ended.
      return Optional.empty();
    }
  }
}

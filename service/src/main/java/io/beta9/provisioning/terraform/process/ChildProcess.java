package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A Terraform process in a session of its own, with its output in files. A later worker controls it
 * through this record after the worker that started it has died.
 *
 * @param process the Terraform process
 * @param leader the shell that waits for it and records its exit code; its pid is that of the
 *     process group
 * @param bootId the boot of the machine in which both were started
 * @param pidNamespace the namespace of their pids, that is, their container
 */
public record ChildProcess(
    String runId,
    RunKind kind,
    Path runDirectory,
    ProcessId process,
    ProcessId leader,
    String bootId,
    String pidNamespace) {

  public static final String OUT = "out.jsonl";
  public static final String ERR = "err.log";
  public static final String EXIT = "exit";
  public static final String PID = "pid";
  private static final Set<String> REQUIRED =
      Set.of("kind", "pid", "start", "leader", "leader_start", "boot", "namespace");
  private static final String INTERRUPTED = "interrupted";
  private static final String EXPIRED = "expired";
  private static final String MEMORY_KILLS = "memory-kills";

  /** Whether a process is running, as seen from this process. */
  public enum Liveness {
    ALIVE,
    ENDED,
    /** It belongs to another boot of the machine or to another container. */
    ELSEWHERE
  }

  /**
   * Returns the process recorded in a run directory, running or not; empty if none was started, or
   * if the machine lost power before the record was written.
   */
  public static Optional<ChildProcess> reattach(Path runDirectory) {
    Map<String, String> values = new HashMap<>();
    try {
      for (String line : Files.readAllLines(runDirectory.resolve(PID))) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values.keySet().containsAll(REQUIRED)
        ? Optional.of(of(runDirectory, values))
        : Optional.empty();
  }

  /** Returns the process with the values of its pid file. */
  public static ChildProcess of(Path runDirectory, Map<String, String> values) {
    return new ChildProcess(
        String.valueOf(runDirectory.getFileName()),
        RunKind.ofCode(value(values, "kind")),
        runDirectory,
        id(values, "pid", "start"),
        id(values, "leader", "leader_start"),
        value(values, "boot"),
        value(values, "namespace"));
  }

  /** Returns whether Terraform or its shell is running. */
  public Liveness liveness() {
    if (!bootId.equals(LinuxHost.bootId()) || !pidNamespace.equals(LinuxHost.pidNamespace())) {
      return Liveness.ELSEWHERE;
    }
    return process.isRunning() || leader.isRunning() ? Liveness.ALIVE : Liveness.ENDED;
  }

  /**
   * Returns the exit code of Terraform; values above 128 are 128 plus the number of the signal that
   * ended it. Empty if it has not ended, or was killed together with the shell that records it.
   */
  public OptionalInt exitCode() {
    try {
      String text = Files.readString(runDirectory.resolve(EXIT)).strip();
      // The file is empty if the machine lost power.
      return text.matches("\\d{1,9}")
          ? OptionalInt.of(Integer.parseInt(text))
          : OptionalInt.empty();
    } catch (NoSuchFileException e) {
      return OptionalInt.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the lease of this process. */
  public LeaseFile lease() {
    return LeaseFile.in(runDirectory);
  }

  /** Returns whether its shell ended it because its lease was not renewed. */
  public boolean expired() {
    return Files.exists(runDirectory.resolve(EXPIRED));
  }

  /** Records, before the start, how many processes the kernel had killed for lack of memory. */
  static void recordMemoryKills(Path runDirectory, HostMemory memory) throws IOException {
    OptionalLong kills = memory.memoryKills();
    if (kills.isPresent()) {
      Files.writeString(runDirectory.resolve(MEMORY_KILLS), Long.toString(kills.getAsLong()));
    }
  }

  /**
   * Returns whether the kernel has killed a process for lack of memory since this one was started.
   * It need not have been this one. False if it is unknown.
   */
  public boolean isMemoryKillSinceStart(HostMemory memory) {
    try {
      String before = Files.readString(runDirectory.resolve(MEMORY_KILLS)).strip();
      OptionalLong now = memory.memoryKills();
      return before.matches("\\d{1,18}")
          && now.isPresent()
          && now.getAsLong() > Long.parseLong(before);
    } catch (IOException e) {
      return false; // Started by a version that did not record it, or before a restart.
    }
  }

  /** Returns the number of complete lines that it has written. */
  public long lines() {
    try (InputStream out = Files.newInputStream(runDirectory.resolve(OUT))) {
      long lines = 0;
      byte[] buffer = new byte[64 * 1024];
      for (int size = out.read(buffer); size >= 0; size = out.read(buffer)) {
        for (int i = 0; i < size; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
      return lines;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends SIGINT to Terraform, which then stops what it can and saves its state. The process group
   * does not receive the signal, because an interrupted provider no longer responds. Repeated calls
   * have no effect: on a second SIGINT, Terraform exits without saving its state.
   */
  public void interrupt() {
    if (liveness() != Liveness.ALIVE || !process.isRunning()) {
      return;
    }
    try {
      Files.createFile(runDirectory.resolve(INTERRUPTED));
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LinuxHost.signal("INT", Long.toString(process.pid()));
  }

  /** Returns whether any worker has interrupted it. */
  public boolean isInterrupted() {
    return Files.exists(runDirectory.resolve(INTERRUPTED));
  }

  /** Sends SIGKILL to Terraform, its providers and its shell. Its unsaved state is lost. */
  public void killGroup() {
    if (liveness() == Liveness.ALIVE) {
      LinuxHost.signal("KILL", "-" + leader.pid());
    }
  }

  private static ProcessId id(Map<String, String> values, String pid, String start) {
    return new ProcessId(Long.parseLong(value(values, pid)), Long.parseLong(value(values, start)));
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("a run's pid file lacks " + name);
    }
    return value;
  }
}

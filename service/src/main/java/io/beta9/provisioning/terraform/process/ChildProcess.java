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
import java.util.Set;

/**
 * A Terraform that runs by itself, in a session of its own and with its output in files. This is
 * what is left to hold it by when the worker that started it is gone.
 *
 * @param process Terraform itself
 * @param leader the shell that waits for it and writes down its exit code; its pid is the group's
 * @param bootId which start of the machine the two belong to
 * @param pidNamespace in which container their pids count
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
  private static final Set<String> WHOLE =
      Set.of("kind", "pid", "start", "leader", "leader_start", "boot", "namespace");
  private static final String INTERRUPTED = "interrupted";
  private static final String EXPIRED = "expired";

  /** What can be told of a process from here. */
  public enum Liveness {
    ALIVE,
    GONE,
    /** It belongs to another start of the machine or another container: ask about that instead. */
    ELSEWHERE
  }

  /**
   * The process that a run directory tells of, alive or not; nothing if none ever started, or if
   * its machine lost its power before that was on disk.
   */
  public static Optional<ChildProcess> reattach(Path runDirectory) {
    Map<String, String> written = new HashMap<>();
    try {
      for (String line : Files.readAllLines(runDirectory.resolve(PID))) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          written.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return written.keySet().containsAll(WHOLE)
        ? Optional.of(of(runDirectory, written))
        : Optional.empty();
  }

  public static ChildProcess of(Path runDirectory, Map<String, String> written) {
    return new ChildProcess(
        String.valueOf(runDirectory.getFileName()),
        RunKind.ofWord(value(written, "kind")),
        runDirectory,
        id(written, "pid", "start"),
        id(written, "leader", "leader_start"),
        value(written, "boot"),
        value(written, "namespace"));
  }

  public Liveness liveness() {
    if (!bootId.equals(LinuxHost.bootId()) || !pidNamespace.equals(LinuxHost.pidNamespace())) {
      return Liveness.ELSEWHERE;
    }
    return process.isRunning() || leader.isRunning() ? Liveness.ALIVE : Liveness.GONE;
  }

  /**
   * What Terraform ended with; 128 and more: ended by that signal less 128. Nothing: it has not
   * ended, or was killed together with the shell that would have written it down.
   */
  public OptionalInt exitCode() {
    try {
      String text = Files.readString(runDirectory.resolve(EXIT)).strip();
      // A machine that lost its power leaves the file empty.
      return text.matches("\\d{1,9}")
          ? OptionalInt.of(Integer.parseInt(text))
          : OptionalInt.empty();
    } catch (NoSuchFileException e) {
      return OptionalInt.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who has the right to it. */
  public LeaseFile lease() {
    return LeaseFile.in(runDirectory);
  }

  /** Whether the shell that leads it has ended it, because nobody renewed its lease. */
  public boolean expired() {
    return Files.exists(runDirectory.resolve(EXPIRED));
  }

  /** How many whole lines it has written so far. */
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
   * One SIGINT to Terraform and to nothing else: it then stops what it can and saves the state. The
   * whole group must not get it, as a provider that is interrupted itself cannot answer any more.
   * And it gets one, whoever asks and however often: at the second Terraform drops everything.
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

  /** SIGKILL to Terraform, its providers and its shell. What it was making may be lost. */
  public void killGroup() {
    if (liveness() == Liveness.ALIVE) {
      LinuxHost.signal("KILL", "-" + leader.pid());
    }
  }

  private static ProcessId id(Map<String, String> written, String pid, String start) {
    return new ProcessId(
        Long.parseLong(value(written, pid)), Long.parseLong(value(written, start)));
  }

  private static String value(Map<String, String> written, String name) {
    String value = written.get(name);
    if (value == null) {
      throw new IllegalStateException("a run's pid file lacks " + name);
    }
    return value;
  }
}

package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Terraform processes in a stack directory that were not started by a worker, for example by an
 * operator. Read from {@code /proc}; without it, none are found.
 */
public final class ForeignProcesses {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Set<String> PROGRAMS = Set.of("terraform", "tofu");

  private ForeignProcesses() {}

  /** Returns their process ids. */
  public static List<Long> in(Path directory, Set<Long> ours) {
    if (!Files.isDirectory(PROCESSES)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(PROCESSES)) {
      return all.filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .filter(process -> PROGRAMS.contains(program(process)) && worksIn(process, directory))
          .map(process -> Long.valueOf(process.getFileName().toString()))
          .filter(pid -> !ours.contains(pid))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the processes of this machine cannot be listed", e);
    }
  }

  private static String program(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // The process has ended since it was listed.
    }
  }

  private static boolean worksIn(Path process, Path directory) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).equals(directory.toRealPath());
    } catch (IOException e) {
      return false; // The process has ended, or belongs to another user and thus not to this
      // directory.
    }
  }
}

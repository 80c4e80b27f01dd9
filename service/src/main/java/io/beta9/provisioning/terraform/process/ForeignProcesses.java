package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Terraforms that somebody else runs in a stack directory, as operators do by hand. Told from
 * {@code /proc}; where there is none, nothing can be told and nobody is seen.
 */
public final class ForeignProcesses {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Set<String> PROGRAMS = Set.of("terraform", "tofu");

  private ForeignProcesses() {}

  /** Their pids. */
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
      return ""; // It has ended since it was listed.
    }
  }

  private static boolean worksIn(Path process, Path directory) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).equals(directory.toRealPath());
    } catch (IOException e) {
      return false; // It has ended, or it is not ours to look at, and then not in our folder.
    }
  }
}

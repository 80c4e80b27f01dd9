package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;

/** The records of the Terraform processes of one stack directory. */
record StackRuns(Path directory) {

  /** Returns the running processes, started by any worker. */
  List<ChildProcess> live() {
    return all().stream().filter(child -> child.liveness() == ChildProcess.Liveness.ALIVE).toList();
  }

  /** Returns the ended processes, started by any worker. */
  List<ChildProcess> ended() {
    return all().stream().filter(child -> child.liveness() != ChildProcess.Liveness.ALIVE).toList();
  }

  /** Returns whether no process can be running. */
  boolean haveAllEnded() {
    return all().stream().allMatch(StackRuns::isKnownToHaveEnded);
  }

  /** Deletes the output of ended processes except the latest ones. */
  void prune(int kept) {
    List<ChildProcess> ended =
        ended().stream()
            .filter(StackRuns::isKnownToHaveEnded)
            .sorted(Comparator.comparing(StackRuns::lastModified).reversed())
            .toList();
    try {
      for (ChildProcess run : ended.subList(Math.min(kept, ended.size()), ended.size())) {
        PrivateFiles.deleteTree(run.runDirectory());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<ChildProcess> all() {
    try {
      return PrivateFiles.list(directory).stream()
          .flatMap(run -> ChildProcess.reattach(run).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run of another boot or container may be running unless its exit code was written. */
  private static boolean isKnownToHaveEnded(ChildProcess run) {
    return run.exitCode().isPresent() || run.liveness() == ChildProcess.Liveness.ENDED;
  }

  private static FileTime lastModified(ChildProcess run) {
    try {
      return Files.getLastModifiedTime(run.runDirectory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

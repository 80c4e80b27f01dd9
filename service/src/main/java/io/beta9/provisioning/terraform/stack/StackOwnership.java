package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Creates the directories of an environment for the user that Terraform runs as. A stack directory
 * of another user is replaced: its former owner may have put anything into it, so that its files
 * cannot simply be given to the new one. Terraform's files are written again by the next init.
 */
record StackOwnership(StackLayout layout) {
  private static final String FRESH = ".new";
  private static final String REPLACED = ".old";
  private static final List<String> WORKER_FILES =
      List.of(StackLayout.RUNS, StackDirectory.LOG, StackDirectory.OLD_LOG);

  /**
   * Creates the directories; idempotent, also after a crash.
   *
   * @param wanted the user that Terraform runs as; a directory in which Terraform is running keeps
   *     its owner
   */
  void establish(Optional<ChildUser> wanted) throws IOException {
    boolean running = layout.exists() && !new StackRuns(layout.runs()).live().isEmpty();
    Optional<ChildUser> user = running ? layout.user() : wanted;
    PrivateFiles.createDirectory(layout.environmentDirectory(), user);
    PrivateFiles.createDirectory(layout.assembly(), user);
    PrivateFiles.createDirectory(layout.stacks(), user);
    finishReplacement();
    if (!layout.exists()) {
      createFresh(user, Optional.empty());
      Files.move(fresh(), layout.stack(), StandardCopyOption.ATOMIC_MOVE);
    } else if (!layout.user().equals(user)) {
      replace(user);
    }
    if (user.isPresent()) {
      linkLog();
    } else {
      PrivateFiles.createPrivateDirectory(layout.stack());
      PrivateFiles.deleteTree(layout.environmentDirectory().resolve(StackLayout.PRIVATE));
      moveWorkerFiles(layout.environmentDirectory(), layout.stack());
    }
    PrivateFiles.createDirectory(layout.runs(), user);
  }

  private void replace(Optional<ChildUser> user) throws IOException {
    createFresh(
        user, PrivateFiles.readUntrusted(layout.stack().resolve(StackDirectory.ERRORED_STATE)));
    if (layout.user().isEmpty()) {
      moveWorkerFiles(layout.stack(), layout.environmentDirectory());
    }
    Files.move(layout.stack(), replaced(), StandardCopyOption.ATOMIC_MOVE);
    finishReplacement();
  }

  /** Completes a replacement that was interrupted. */
  private void finishReplacement() throws IOException {
    if (Files.exists(replaced(), LinkOption.NOFOLLOW_LINKS)) {
      if (!layout.exists()) {
        Files.move(fresh(), layout.stack(), StandardCopyOption.ATOMIC_MOVE);
      }
      PrivateFiles.deleteUntrustedTree(replaced());
    }
  }

  /** The new directory is complete, and belongs to its user, before it gets its name. */
  private void createFresh(Optional<ChildUser> user, Optional<byte[]> erroredState)
      throws IOException {
    if (Files.exists(fresh(), LinkOption.NOFOLLOW_LINKS)) {
      PrivateFiles.deleteUntrustedTree(fresh());
    }
    PrivateFiles.createPrivateDirectory(fresh());
    if (erroredState.isPresent()) {
      Path copy = fresh().resolve(StackDirectory.ERRORED_STATE);
      PrivateFiles.create(copy, erroredState.get());
      if (user.isPresent()) {
        user.get().own(copy);
      }
    }
    if (user.isPresent()) {
      user.get().own(fresh());
    }
  }

  private static void moveWorkerFiles(Path from, Path to) throws IOException {
    for (String name : WORKER_FILES) {
      if (Files.exists(from.resolve(name)) && !Files.exists(to.resolve(name))) {
        Files.move(from.resolve(name), to.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** For people who look for the log in the stack directory; the worker does not follow it. */
  private void linkLog() throws IOException {
    Path link = layout.stack().resolve(StackDirectory.LOG);
    if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      Files.createSymbolicLink(link, layout.stack().relativize(layout.log()));
    }
  }

  private Path fresh() {
    return layout.stacks().resolve(FRESH);
  }

  private Path replaced() {
    return layout.stacks().resolve(REPLACED);
  }
}

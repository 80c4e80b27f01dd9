package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.process.ChildUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the files of an environment are. The stack directory may belong to a user without
 * privileges, who can replace anything in it, also by symbolic links. Then what the worker itself
 * reads and writes by name, such as the records of the runs, is beside it.
 */
record StackLayout(Path environmentDirectory) {
  static final String RUNS = "runs";
  static final String PRIVATE = "private";

  /**
   * Returns the layout of an environment, which may not exist. If its directory belongs to another
   * user, because a worker of that user has executed an operation here, this user has a directory
   * of its own beside it: {@code <environment>.<uid>}.
   */
  static StackLayout at(Path base, EnvironmentId id) {
    Path usual = usual(base, id);
    Path own = usual.resolveSibling(id.value() + "." + ChildUser.ofThisProcess().uid());
    return new StackLayout(isOwn(own) || isOfAnother(usual) ? own : usual);
  }

  private static Path usual(Path base, EnvironmentId id) {
    return base.toAbsolutePath().normalize().resolve(id.value());
  }

  /** Returns the directory of another user that this one replaces, if any. */
  static Optional<Path> ofAnotherUser(Path base, EnvironmentId id) {
    return Optional.of(usual(base, id)).filter(StackLayout::isOfAnother);
  }

  private static boolean isOwn(Path directory) {
    return owner(directory).filter(o -> o.uid() == ChildUser.ofThisProcess().uid()).isPresent();
  }

  private static boolean isOfAnother(Path directory) {
    return owner(directory).filter(o -> o.uid() != ChildUser.ofThisProcess().uid()).isPresent();
  }

  private static Optional<ChildUser> owner(Path directory) {
    try {
      return Optional.of(ChildUser.ownerOf(directory));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the owner of " + directory + " is unknown", e);
    }
  }

  Path assembly() {
    return environmentDirectory.resolve("cdktf.out");
  }

  Path stacks() {
    return assembly().resolve("stacks");
  }

  /** Returns the stack directory, in which Terraform runs. */
  Path stack() {
    return stacks().resolve(CdkAssembly.STACK);
  }

  /**
   * Returns the user that owns the stack directory and that Terraform runs as; empty if that is the
   * user of this process.
   */
  Optional<ChildUser> user() {
    return owner(stack()).filter(owner -> owner.uid() != ChildUser.ofThisProcess().uid());
  }

  /** Returns the parent of the files that belong to the worker. */
  Path workerFiles() {
    return user().isPresent() ? environmentDirectory : stack();
  }

  Path runs() {
    return workerFiles().resolve(RUNS);
  }

  Path privateFiles() {
    return workerFiles().resolve(PRIVATE);
  }

  Path log() {
    return workerFiles().resolve(StackDirectory.LOG);
  }

  Path oldLog() {
    return workerFiles().resolve(StackDirectory.OLD_LOG);
  }

  boolean exists() {
    return Files.exists(stack(), LinkOption.NOFOLLOW_LINKS);
  }
}

package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.settings.TerraformUser;
import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.ShortCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The user that Terraform runs as, chosen by the setting and by what this process may do.
 *
 * @param user empty for the user of this process
 * @param obstacle why it is not a separate user although that was requested, or would be safer
 */
public record TerraformUserChoice(Optional<ChildUser> user, Optional<String> obstacle) {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * $1 a directory, $2 a program; the others are directories to be read. The first two need not be
   * readable.
   */
  private static final String CHECK =
      """
      cd "$1" || exit 1
      [ -x "$2" ] || { echo "$2 cannot be executed" >&2; exit 1; }
      shift 2
      for mirror; do ls -R "$mirror" >/dev/null || exit 1; done
      """;

  /**
   * Runs the arguments as another user, and signals the process from this one. It waits for the
   * process to be the other user, as whom it prints its id.
   */
  private static final String SIGNAL_CHECK =
      """
      "$@" | { read -r pid && kill -s KILL "$pid"; }
      """;

  private static final String SIGNALLED = "echo $$; exec sleep 5";

  /**
   * Chooses the user. Creates the parent of the stack directories if it does not exist.
   *
   * @throws UncheckedIOException if it cannot be created
   */
  public static TerraformUserChoice of(TerraformUser setting, TerraformCli cli, Path workdirBase) {
    if (!isTried(
        setting.mode(), ChildUser.ofThisProcess().uid(), ProcessCapabilities.ofThisProcess())) {
      return new TerraformUserChoice(Optional.empty(), Optional.empty());
    }
    ChildUser user = new ChildUser(setting.uid(), setting.gid());
    Optional<String> obstacle = obstacle(user, cli, workdirBase);
    return new TerraformUserChoice(
        obstacle.isPresent() ? Optional.empty() : Optional.of(user), obstacle);
  }

  /**
   * Returns whether a separate user is tried: where it would fail anyway, it is no safer choice.
   */
  static boolean isTried(TerraformUser.Mode mode, int uid, ProcessCapabilities capabilities) {
    return switch (mode) {
      case WORKER -> false;
      case SEPARATE -> true;
      case AUTO -> uid == 0 || capabilities.canChangeUser();
    };
  }

  /**
   * Tries what Terraform needs: to become the user, to give it directories, to reach files as this
   * user, and to signal its processes.
   */
  private static Optional<String> obstacle(ChildUser user, TerraformCli cli, Path workdirBase) {
    List<String> check = new ArrayList<>(List.of("/bin/sh", "-c", CHECK, "check"));
    check.add(workdirBase.toAbsolutePath().toString());
    check.add(cli.binary().toAbsolutePath().toString());
    cli.mirror().ifPresent(mirror -> check.add(mirror.toString()));
    try {
      createTraversable(workdirBase.toAbsolutePath());
      requireOwnership(user, workdirBase.toAbsolutePath());
      List<String> signal = new ArrayList<>(List.of("/bin/sh", "-c", SIGNAL_CHECK, "signal-check"));
      signal.addAll(user.commandLine(List.of("/bin/sh", "-c", SIGNALLED)));
      return problem(user.commandLine(check)).or(() -> problem(signal));
    } catch (IOException e) {
      return Optional.of(e.toString());
    } catch (UncheckedIOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> problem(List<String> command) {
    ShortCommand.Result result =
        ShortCommand.run(
            command, Path.of("/"), Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"), TIMEOUT);
    return result.exitCode() == 0
        ? Optional.empty()
        : Optional.of(result.err().lines().findFirst().orElse("setpriv failed").strip());
  }

  private static void createTraversable(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      Path parent = directory.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** A process that may become another user may lack the right to give it a directory. */
  private static void requireOwnership(ChildUser user, Path workdirBase) throws IOException {
    Path trial = Files.createTempDirectory(workdirBase, ".owner-check-");
    try {
      user.own(trial);
      Files.writeString(trial.resolve("file"), "");
      Files.delete(trial.resolve("file"));
    } finally {
      Files.delete(trial);
    }
  }
}

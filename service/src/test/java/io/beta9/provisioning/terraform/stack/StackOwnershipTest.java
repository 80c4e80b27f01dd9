package io.beta9.provisioning.terraform.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.LinuxHost;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.testing.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stack directories of a user without privileges. */
class StackOwnershipTest {
  private static final EnvironmentId ID = StackDirectoryTest.spec(null).id();
  private static final ChildUser USER = new ChildUser(60990, 60990);
  private static final TerraformOptions OF_WORKER = TerraformOptions.of(Map.of());
  private static final TerraformOptions OF_USER = OF_WORKER.withUser(Optional.of(USER));

  @TempDir private Path base;

  @BeforeEach
  void requireRoot() {
    Root.require();
  }

  private StackDirectory prepare(TerraformOptions options) {
    return StackDirectory.prepare(base, StackDirectoryTest.spec(null), options);
  }

  @Test
  void the_user_owns_what_terraform_reads_and_the_worker_everything_else() throws IOException {
    StackDirectory stack = prepare(OF_USER);
    prepare(OF_USER);

    for (String name : List.of("", "cdk.tf.json", "terraform.tfvars.json", "versions.tf")) {
      assertThat(ChildUser.ownerOf(stack.path().resolve(name))).as(name).isEqualTo(USER);
    }
    assertThat(mode(stack.path())).isEqualTo("rwx------");
    Path environment = base.resolve(ID.value());
    for (Path directory :
        List.of(
            environment,
            environment.resolve("cdktf.out"),
            stack.path().getParent(),
            stack.runDirectory("x").getParent(),
            stack.privateDirectory())) {
      assertThat(ChildUser.ownerOf(directory)).isEqualTo(new ChildUser(0, USER.gid()));
      assertThat(mode(directory)).as("%s", directory).isEqualTo("rwx--x---");
    }
    try (Stream<Path> files = Files.list(environment)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("cdktf.json", "cdktf.out", "private", "runs");
    }
  }

  @Test
  void takes_over_a_directory_of_the_worker_with_its_runs_its_log_and_its_unwritten_state()
      throws IOException {
    StackDirectory before = prepare(OF_WORKER);
    ended(before, "1-1-apply");
    Files.writeString(before.log(), "log\n");
    before.restoreErroredState(new byte[] {1, 2});
    Files.writeString(before.path().resolve("leftover"), "");
    Files.writeString(before.privateDirectory().resolve("password"), "secret");

    StackDirectory after = prepare(OF_USER);

    assertThat(after.user()).contains(USER);
    assertThat(after.endedRuns()).hasSize(1);
    assertThat(after.runDirectory("1-1-apply")).startsWith(base.resolve(ID.value() + "/runs"));
    assertThat(after.log()).hasContent("log");
    assertThat(after.readErroredState()).contains(new byte[] {1, 2});
    assertThat(ChildUser.ownerOf(after.erroredState().orElseThrow())).isEqualTo(USER);
    assertThat(after.path().resolve("leftover")).doesNotExist();
    assertThat(after.path().resolve("private")).doesNotExist();
    assertThat(after.path().resolveSibling(".old")).doesNotExist();
  }

  @Test
  void returns_the_directory_to_the_worker() throws IOException {
    StackDirectory before = prepare(OF_USER);
    ended(before, "1-1-apply");
    Files.writeString(before.log(), "log\n");
    Files.writeString(before.privateDirectory().resolve("password"), "secret");

    StackDirectory after = prepare(OF_WORKER);

    assertThat(after.user()).isEmpty();
    assertThat(after.runDirectory("1-1-apply")).startsWith(after.path());
    assertThat(after.endedRuns()).hasSize(1);
    assertThat(after.log()).hasContent("log");
    assertThat(base.resolve(ID.value() + "/private")).doesNotExist();
    assertThat(mode(base.resolve(ID.value()))).isEqualTo("rwx------");
  }

  @Test
  void a_directory_in_which_terraform_is_running_keeps_its_owner() throws IOException {
    StackDirectory before = prepare(OF_WORKER);
    Path run = ended(before, "1-1-apply");
    Files.delete(run.resolve("exit"));
    ProcessId self = ProcessId.running(ProcessHandle.current().pid()).orElseThrow();
    Files.writeString(
        run.resolve("pid"),
        "kind=apply\npid=%1$d\nstart=%2$d\nleader=%1$d\nleader_start=%2$d\nboot=%3$s\nnamespace=%4$s\n"
            .formatted(
                self.pid(), self.startTicks(), LinuxHost.bootId(), LinuxHost.pidNamespace()));

    assertThat(prepare(OF_USER).user()).isEmpty();
    assertThat(prepare(OF_USER).liveRuns()).hasSize(1);

    Files.writeString(run.resolve("pid"), RUN);
    assertThat(prepare(OF_USER).user()).contains(USER);
  }

  @Test
  void completes_a_replacement_that_was_interrupted() throws IOException {
    StackDirectory stack = prepare(OF_USER);
    stack.restoreErroredState(new byte[] {3});
    Path fresh = stack.path().resolveSibling(".new");
    Files.move(stack.path(), fresh);
    Files.createDirectory(stack.path().resolveSibling(".old"));

    assertThat(prepare(OF_USER).readErroredState()).contains(new byte[] {3});
    assertThat(stack.path().resolveSibling(".old")).doesNotExist();
  }

  @Test
  void links_in_the_directory_of_the_user_lead_the_worker_nowhere() throws IOException {
    Path target = Files.writeString(base.resolve("target"), "of root");
    Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("kept"), "");
    StackDirectory stack = prepare(OF_USER);
    for (String name :
        List.of(
            "terraform.tfvars.json",
            "terraform.tfvars.json.new",
            "versions.tf",
            "errored.tfstate",
            "terraform.log",
            "terraform.log.1",
            ".terraform.lock.hcl")) {
      link(stack.path().resolve(name), target);
    }
    for (String name : List.of("runs", "private", ".terraform", "directory")) {
      link(stack.path().resolve(name), elsewhere);
    }

    prepare(OF_USER);
    stack.write("adopted.tf", "import {}");
    Files.writeString(stack.log(), "a line\n");
    new SharedProviders(base).share(stack.path());
    stack.removePrivateFiles();
    stack.pruneRuns();

    assertThat(stack.erroredState()).isEmpty();
    assertThat(stack.readErroredState()).isEmpty();
    assertThat(stack.liveRuns()).isEmpty();
    assertThat(Files.isRegularFile(stack.path().resolve("versions.tf"), LinkOption.NOFOLLOW_LINKS))
        .isTrue();
    stack.restoreErroredState(new byte[] {1});
    prepare(OF_WORKER);
    prepare(OF_USER).delete();
    assertThat(target).hasContent("of root");
    assertThat(ChildUser.ownerOf(target)).isEqualTo(new ChildUser(0, 0));
    assertThat(elsewhere.resolve("kept")).exists();
    assertThat(base.resolve(ID.value())).doesNotExist();
  }

  @Test
  void leaves_the_directory_of_another_worker_s_user_alone() throws IOException {
    Path foreign = Files.createDirectory(base.resolve(ID.value()));
    new ChildUser(60991, 60991).own(foreign);

    StackDirectory stack = prepare(OF_WORKER);

    assertThat(stack.path()).startsWith(base.resolve(ID.value() + ".0"));
    assertThat(StackDirectory.ofAnotherUser(base, ID)).contains(foreign);
    try (Stream<Path> files = Files.list(foreign)) {
      assertThat(files).isEmpty();
    }
    new ChildUser(0, 0).own(foreign);
    assertThat(StackDirectory.at(base, ID).path())
        .as("runs and an unwritten state may be in it")
        .isEqualTo(stack.path());
  }

  private static final String RUN =
      "kind=apply\npid=1\nstart=1\nleader=1\nleader_start=1\nboot=1\nnamespace=pid:[1]\n";

  private static Path ended(StackDirectory stack, String id) throws IOException {
    Path run = Files.createDirectories(stack.runDirectory(id));
    Files.writeString(run.resolve("pid"), RUN);
    Files.writeString(run.resolve("exit"), "0\n");
    return run;
  }

  private static void link(Path link, Path target) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}

package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.run.ApplySummary;
import io.beta9.provisioning.terraform.run.TinyStack;
import io.beta9.provisioning.testing.Root;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takeover by a worker of another user on the same host, with the real Terraform. */
class FormerStackDirectoryTest {
  private static final ChildUser TERRAFORM = new ChildUser(60990, 60990);
  private static final ChildUser SUCCESSOR = new ChildUser(60991, 60991);

  @TempDir private Path temporary;

  @Test
  void a_successor_without_privileges_waits_for_terraform_and_writes_a_directory_of_its_own()
      throws Exception {
    Root.require();
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
    Path base = Files.createDirectory(temporary.resolve("work"));
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxrwx"));
    TinyStack tiny = TinyStack.withGate(TERRAFORM, base);
    tiny.terraform().init(TinyStack.run("init"));
    tiny.terraform().plan(TinyStack.run("plan"));
    CompletableFuture<ApplySummary> apply =
        CompletableFuture.supplyAsync(() -> tiny.terraform().apply(TinyStack.run("apply")));
    await().atMost(Duration.ofSeconds(60)).until(() -> !tiny.stack().liveRuns().isEmpty());
    ChildProcess child = tiny.stack().liveRuns().getFirst();
    Path output = temporary.resolve("output");

    Process successor = start(base, child, output);

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.readString(output).contains("waiting for"));
    assertThat(Files.readString(output))
        .contains("unreadable: AccessDeniedException")
        .contains("stack-directory-not-owned", base.resolve("env_0123456789ab").toString())
        .doesNotContain("writes");
    assertThat(apply).as("the successor cannot end it").isNotDone();
    tiny.openGate();
    assertThat(apply.get()).isEqualTo(new ApplySummary(2, 0, 0, 0));
    assertThat(successor.waitFor()).as(Files.readString(output)).isZero();
    Path written = base.resolve("env_0123456789ab.60991/cdktf.out/stacks/beta9-aws");
    assertThat(Files.readString(output)).contains("writes " + written);
    assertThat(ChildUser.ownerOf(written)).isEqualTo(SUCCESSOR);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
        .isEqualTo("rwx------");
  }

  private Process start(Path base, ChildProcess child, Path output)
      throws IOException, InterruptedException {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            readableClassPath(),
            SuccessorOfAnotherUser.class.getName(),
            base.toString(),
            "env_0123456789ab",
            Long.toString(child.process().pid()),
            Long.toString(child.process().startTicks()));
    return new ProcessBuilder(SUCCESSOR.commandLine(java))
        .directory(temporary.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** The local repository is often below a home directory that others cannot enter. */
  private String readableClassPath() throws IOException, InterruptedException {
    Path copies = Files.createDirectory(temporary.resolve("classes"));
    Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwx--x--x"));
    List<String> copied = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
      if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
        Path copy = copies.resolve(copied.size() + "-" + Path.of(entry).getFileName());
        int exit =
            new ProcessBuilder("cp", "-rL", entry, copy.toString()).inheritIO().start().waitFor();
        assertThat(exit).isZero();
        copied.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, copied);
  }
}

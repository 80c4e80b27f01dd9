package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.settings.TerraformUser;
import io.beta9.provisioning.settings.TerraformUser.Mode;
import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.ProcessLease;
import io.beta9.provisioning.terraform.process.ShortCommand;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.testing.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerraformUserChoiceTest {
  private static final int WORKER = 60992;
  private static final List<String> SUFFICIENT =
      List.of("setuid", "setgid", "chown", "dac_override", "fowner", "kill");

  @ParameterizedTest
  @CsvSource({
    "AUTO, 0, 0, true",
    "AUTO, 1000, 0, false",
    "AUTO, 1000, 40, false",
    "AUTO, 1000, 80, false",
    "AUTO, 1000, c0, true",
    "WORKER, 0, 0, false",
    "WORKER, 1000, c0, false",
    "SEPARATE, 0, 0, true",
    "SEPARATE, 1000, 0, true"
  })
  void tries_a_separate_user_if_the_worker_is_root_or_may_become_another_user(
      Mode mode, int uid, String capabilities, boolean tried) {
    assertThat(
            TerraformUserChoice.isTried(
                mode, uid, new ProcessCapabilities(Long.parseLong(capabilities, 16))))
        .isEqualTo(tried);
  }

  /** Prints the choice of a worker with the setting {@code auto}; the argument is a directory. */
  public static final class ChoosingWorker {
    private ChoosingWorker() {}

    public static void main(String[] args) {
      TerraformUserChoice choice =
          TerraformUserChoice.of(
              new TerraformUser(Mode.AUTO, TerraformUser.DEFAULT_ID, TerraformUser.DEFAULT_ID),
              TerraformCli.find(TerraformOptions.of(ProcessEnvironment.current())),
              Path.of(args[0]));
      System.out.println(
          choice.user().map(user -> "uid " + user.uid() + capabilities(user)).orElse("worker")
              + choice.obstacle().map(obstacle -> ": " + obstacle).orElse(""));
    }
  }

  /**
   * Applies, and applies again as a worker that has lost its claim; the argument is a directory.
   */
  public static final class ApplyingWorker {
    private ApplyingWorker() {}

    public static void main(String[] args) throws IOException {
      ChildUser user = new ChildUser(TerraformUser.DEFAULT_ID, TerraformUser.DEFAULT_ID);
      Path base = Path.of(args[0]);
      TinyStack tiny =
          TinyStack.of(
              user,
              base.resolve("applied"),
              """
              resource "terraform_data" "it" {
                provisioner "local-exec" { command = "id -u >owner" }
              }
              """);
      Terraform terraform = tiny.terraform();
      terraform.init(TinyStack.run("init"));
      terraform.plan(TinyStack.run("plan"));
      terraform.apply(TinyStack.run("apply"));
      System.out.print(Files.readString(tiny.stack().path().resolve("owner")));

      TinyStack killed = TinyStack.withGate(user, base.resolve("killed"));
      killed.terraform().init(TinyStack.run("init"));
      killed.terraform().plan(TinyStack.run("plan"));
      try {
        killed.terraform().apply(SeparateUserTest.run(RunControl.Order.KILL, ProcessLease.NONE));
      } catch (FailureException e) {
        System.out.println("killed, live runs: " + killed.stack().liveRuns().size());
      }
    }
  }

  @Test
  void a_worker_with_capabilities_applies_and_kills_as_root_does(@TempDir Path base)
      throws Exception {
    assertThat(outputOf(ApplyingWorker.class, base, SUFFICIENT))
        .endsWith("%d\nkilled, live runs: 0".formatted(TerraformUser.DEFAULT_ID));
  }

  /** Returns the capabilities of a process of the user, those of all sets, each once. */
  private static String capabilities(ChildUser user) {
    String sets = "grep -E '^Cap(Inh|Prm|Eff|Amb)' /proc/self/status | cut -f 2 | sort -u";
    return " "
        + ShortCommand.run(
                user.commandLine(List.of("/bin/sh", "-c", sets)),
                Path.of("/"),
                Map.of("PATH", "/usr/bin:/bin"),
                Duration.ofSeconds(10))
            .out()
            .strip();
  }

  /** Runs a worker that is not root, with these ambient capabilities. */
  private static String choiceWith(Path base, List<String> capabilities)
      throws IOException, InterruptedException {
    return outputOf(ChoosingWorker.class, base, capabilities);
  }

  private static String outputOf(Class<?> worker, Path base, List<String> capabilities)
      throws IOException, InterruptedException {
    Root.require();
    Files.setAttribute(base, "unix:uid", WORKER);
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx--x--x"));
    String added =
        String.join(",", capabilities.stream().map(capability -> "+" + capability).toList());
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + WORKER,
                "--regid=" + WORKER,
                "--clear-groups",
                "--inh-caps=-all," + added,
                "--ambient-caps=-all," + added));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            worker.getName(),
            base.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  @Test
  void a_worker_with_capabilities_runs_terraform_as_a_separate_user_without_any(@TempDir Path base)
      throws Exception {
    assertThat(choiceWith(base, SUFFICIENT))
        .isEqualTo("uid " + TerraformUser.DEFAULT_ID + " 0000000000000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chown", "kill"})
  void a_worker_with_too_few_capabilities_is_told_why_it_uses_its_own_user(
      String missing, @TempDir Path base) throws Exception {
    List<String> others = SUFFICIENT.stream().filter(it -> !it.equals(missing)).toList();

    assertThat(choiceWith(base, others)).startsWith("worker: ").contains("ermitted");
  }

  @Test
  void a_worker_that_may_not_become_another_user_uses_its_own(@TempDir Path base) throws Exception {
    // Java and its class path may be below a home directory.
    List<String> others = Stream.of("chown", "dac_override", "fowner", "kill", "setgid").toList();

    assertThat(choiceWith(base, others)).isEqualTo("worker");
  }
}

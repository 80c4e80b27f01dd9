package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.LeaseFile;
import io.beta9.provisioning.terraform.process.ProcessLease;
import io.beta9.provisioning.terraform.process.ProcessRegistry;
import io.beta9.provisioning.terraform.run.RunControl.Order;
import io.beta9.provisioning.testing.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The real Terraform as a user without privileges, started by a worker that is root. */
class SeparateUserTest {
  /** A user of its own: other tests have processes of the standard one at the same time. */
  private static final ChildUser USER = new ChildUser(60991, 60991);

  /** What the attacking program has left may still be written to when a test ends. */
  @TempDir(cleanup = CleanupMode.NEVER)
  private Path base;

  @BeforeEach
  void allowTraversal() throws IOException {
    Root.require();
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx--x--x"));
  }

  @AfterEach
  void delete() {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> FileSystemUtils.deleteRecursively(base) || !Files.exists(base));
  }

  /** What a program attempts that a provider has started. Writes what succeeded to a file. */
  private String attack() throws IOException {
    Path secret = base.resolve("secret");
    Files.writeString(secret, "password");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    long worker = ProcessHandle.current().pid();
    return """
    resource "terraform_data" "attack" {
      provisioner "local-exec" {
        command = <<-EOT
          try() { name=$1; shift; "$@" >/dev/null 2>&1 && echo "$name" >>done; }
          echo "uid $(id -u) groups $(id -G)" >done
          try environment cat /proc/%1$d/environ
          try memory head -c 0 /proc/%1$d/mem
          try secret cat %2$s
          try signal kill -0 %1$d
          try supervisor kill -0 "$(ps -o sid= -p $$ | tr -d ' ')"
          run=../../../runs/apply; [ -d "$run" ] || run=runs/apply
          try output cat "$run/out.jsonl"
          try exit-code sh -c "echo 0 >$run/exit"
          try record sh -c "echo pid=1 >>$run/pid"
          try records mv "$run/.." "$run/../../moved"
          grep NoNewPrivs /proc/self/status | tr -d '\\t ' >>done
        EOT
      }
    }
    """
        .formatted(worker, secret);
  }

  private static String done(TinyStack tiny) throws IOException {
    Terraform terraform = tiny.terraform();
    terraform.init(TinyStack.run("init"));
    terraform.plan(TinyStack.run("plan"));
    terraform.apply(TinyStack.run("apply"));
    return Files.readString(tiny.stack().path().resolve("done"));
  }

  @Test
  void terraform_can_neither_read_the_worker_nor_signal_it_nor_change_its_records()
      throws IOException {
    TinyStack tiny = TinyStack.of(USER, base, attack());

    assertThat(done(tiny)).isEqualTo("uid 60991 groups 60991\nNoNewPrivs:1\n");

    assertThat(ChildUser.ownerOf(tiny.stack().path())).isEqualTo(USER);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tiny.stack().path())))
        .isEqualTo("rwx------");
    assertThat(ChildUser.ownerOf(tiny.stack().path().resolve("main.tf"))).isEqualTo(USER);
    assertThat(tiny.stack().endedRuns())
        .extracting(ChildProcess::runId)
        .containsExactlyInAnyOrder("init", "plan", "apply");
    assertThat(tiny.terraform().state(TinyStack.PLENTY).resources()).hasSize(1);
    assertThat(Files.readString(tiny.stack().log())).contains("terraform_data.attack");
  }

  @Test
  void the_same_program_succeeds_as_the_user_of_the_worker() throws IOException {
    // The follower ends when the program has written the exit code.
    assertThat(done(new TinyStack(base, attack())))
        .contains("uid 0")
        .contains("environment\n", "memory\n", "secret\n", "signal\n", "supervisor\n", "output\n");
  }

  @Test
  void a_successor_follows_the_process_of_a_dead_worker_to_its_end() throws Exception {
    TinyStack tiny = planned();
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TerminatingWorker.class.getName(),
                base.toString())
            .inheritIO()
            .start();
    Path out = tiny.stack().runDirectory("apply").resolve(ChildProcess.OUT);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(out) && Files.readString(out).contains("Provisioning with"));
    worker.destroyForcibly().waitFor();
    ChildProcess child = tiny.stack().liveRuns().getFirst();
    assertThat(ChildUser.ownerOf(Path.of("/proc/" + child.process().pid()))).isEqualTo(USER);

    tiny.openGate();

    assertThat(tiny.terraform().resume(child, 0, TinyStack.run("apply")).applied())
        .contains(new ApplySummary(2, 0, 0, 0));
    assertThat(tiny.stack().liveRuns()).isEmpty();
  }

  @Test
  void an_interrupted_terraform_saves_its_state() throws IOException {
    TinyStack tiny = planned();

    assertThatThrownBy(() -> tiny.terraform().apply(run(Order.INTERRUPT, ProcessLease.NONE)))
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.OPERATION_CANCELLED));

    assertThat(tiny.terraform().state(TinyStack.PLENTY).contains("terraform_data.quick")).isTrue();
  }

  @Test
  void a_worker_that_has_lost_its_claim_kills_terraform_and_its_children() throws IOException {
    TinyStack tiny = planned();

    assertThatThrownBy(() -> tiny.terraform().apply(run(Order.KILL, ProcessLease.NONE)))
        .isInstanceOf(FailureException.class);

    await()
        .untilAsserted(
            () ->
                assertThat(ProcessHandle.allProcesses().filter(SeparateUserTest::isOfTheUser))
                    .isEmpty());
  }

  @Test
  void the_supervisor_interrupts_terraform_when_its_lease_expires() throws IOException {
    TinyStack tiny = planned();
    ProcessLease unrenewed =
        new ProcessLease() {
          @Override
          public String holder() {
            return "op 1";
          }

          @Override
          public Duration term() {
            return Duration.ofSeconds(3);
          }

          @Override
          public Duration grace() {
            return Duration.ofSeconds(20);
          }

          @Override
          public void keep(LeaseFile file) {
            file.take(holder(), Instant.now());
          }

          @Override
          public void drop(LeaseFile file) {}
        };

    assertThatThrownBy(() -> tiny.terraform().apply(run(Order.CONTINUE, unrenewed)))
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.TERRAFORM_STOPPED));

    assertThat(tiny.terraform().state(TinyStack.PLENTY).contains("terraform_data.quick")).isTrue();
  }

  private TinyStack planned() {
    TinyStack tiny = TinyStack.withGate(USER, base);
    tiny.terraform().init(TinyStack.run("init"));
    tiny.terraform().plan(TinyStack.run("plan"));
    return tiny;
  }

  /** A run that receives the order as soon as the slow resource is being created. */
  static TerraformRun run(Order order, ProcessLease lease) {
    RecordedJournal journal = new RecordedJournal();
    RunControl control =
        new RunControl() {
          @Override
          public Order order() {
            return journal.progress().inFlight().stream()
                    .anyMatch(change -> change.address().endsWith(".slow"))
                ? order
                : Order.CONTINUE;
          }

          @Override
          public ProcessLease lease() {
            return lease;
          }
        };
    return new TerraformRun("apply", TinyStack.PLENTY, control, ProcessRegistry.NONE, journal);
  }

  private static boolean isOfTheUser(ProcessHandle process) {
    try {
      return ChildUser.ownerOf(Path.of("/proc/" + process.pid())).equals(USER) && process.isAlive();
    } catch (IOException e) {
      return false; // It has ended.
    }
  }
}

package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildLauncher;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ChildProcess.Liveness;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.terraform.process.ProcessRegistry;
import io.beta9.provisioning.terraform.process.RunKind;
import io.beta9.provisioning.terraform.run.RunControl.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executes the real Terraform. */
class TerraformExecutionTest {
  @TempDir private Path base;

  /** Records the process, as the table of the worker does. */
  private static final class RecordingRegistry implements ProcessRegistry {
    final AtomicReference<ChildProcess> child = new AtomicReference<>();
    final AtomicReference<ChildProcess> ended = new AtomicReference<>();

    @Override
    public void started(ChildProcess process) {
      child.set(process);
    }

    @Override
    public void ended(ChildProcess process) {
      ended.set(process);
    }
  }

  @Test
  void plans_applies_reads_and_destroys_a_stack() {
    TinyStack tiny = TinyStack.withGate(base);
    Terraform terraform = tiny.terraform();
    tiny.openGate();
    terraform.init(TinyStack.run("init"));

    PlanSummary plan = terraform.plan(TinyStack.run("plan"));
    assertThat(plan.add()).isEqualTo(2);
    assertThat(plan.changes())
        .extracting(c -> c.resource().address())
        .containsExactlyInAnyOrder("terraform_data.quick", "terraform_data.slow");
    assertThat(terraform.planJson(TinyStack.PLENTY).path("resource_changes").size()).isEqualTo(2);

    RecordedJournal journal = new RecordedJournal();
    RecordingRegistry register = new RecordingRegistry();
    assertThat(
            terraform.apply(
                new TerraformRun(
                    "apply", TinyStack.PLENTY, RunControl.CONTINUE, register, journal)))
        .isEqualTo(new ApplySummary(2, 0, 0, 0));
    assertThat(journal.progress().completed()).isEqualTo(2);
    assertThat(journal.progress().planned()).isEqualTo(2);
    assertThat(register.ended.get()).isEqualTo(register.child.get());
    assertThat(register.child.get().exitCode()).hasValue(0);
    assertThat(tiny.stack().path().resolve("plan.tfplan")).doesNotExist();
    assertThat(tiny.stack().path().resolve("terraform.log"))
        .content()
        .contains("terraform_data.slow: Creation complete");

    assertThat(terraform.outputs(TinyStack.PLENTY))
        .containsOnlyKeys("plain")
        .isEqualTo(tiny.terraform().outputs(TinyStack.PLENTY));
    StateResources state = terraform.state(TinyStack.PLENTY);
    assertThat(state.contains("terraform_data.slow")).isTrue();
    assertThat(terraform.plan(TinyStack.run("plan-2")).isEmpty()).isTrue();

    assertThat(terraform.destroy(TinyStack.run("destroy")).destroyed()).isEqualTo(2);
    assertThat(terraform.state(TinyStack.PLENTY).isEmpty()).isTrue();
  }

  @Test
  void reads_the_outputs_of_an_apply_without_another_process_until_the_next_run() throws Exception {
    TinyStack tiny = TinyStack.withGate(base);
    Terraform terraform = tiny.terraform();
    tiny.openGate();
    terraform.init(TinyStack.run("init"));
    terraform.plan(TinyStack.run("plan"));
    terraform.apply(TinyStack.run("apply"));
    Path state = tiny.stack().path().resolve("terraform.tfstate");
    Path hidden = base.resolve("hidden.tfstate");

    Files.move(state, hidden);
    assertThat(terraform.outputs(TinyStack.PLENTY)).containsOnlyKeys("plain");
    Files.move(hidden, state);
    terraform.destroy(TinyStack.run("destroy"));

    assertThat(terraform.outputs(TinyStack.PLENTY)).isEmpty();
  }

  @Test
  void does_not_start_terraform_if_it_cannot_be_registered() {
    TinyStack tiny = TinyStack.withGate(base);
    AtomicReference<ChildProcess> refused = new AtomicReference<>();
    ProcessRegistry broken =
        new ProcessRegistry() {
          @Override
          public void started(ChildProcess child) {
            refused.set(child);
            throw new IllegalStateException("the database is unavailable");
          }

          @Override
          public void ended(ChildProcess child) {}
        };
    TerraformRun run =
        new TerraformRun(
            "init", TinyStack.PLENTY, RunControl.CONTINUE, broken, JournalSink.DISCARD);

    assertThatThrownBy(() -> tiny.terraform().init(run)).hasMessage("the database is unavailable");

    await().until(() -> refused.get().liveness() == Liveness.ENDED);
    assertThat(refused.get().exitCode()).hasValue(ChildLauncher.NOT_STARTED);
    assertThat(tiny.stack().path().resolve(".terraform")).doesNotExist();
    assertThat(refused.get().runDirectory().resolve("out.jsonl")).isEmptyFile();
  }

  @Test
  void follows_a_process_that_another_worker_started() {
    TinyStack tiny = TinyStack.withGate(base);
    Terraform terraform = tiny.terraform();
    terraform.init(TinyStack.run("init"));
    terraform.plan(TinyStack.run("plan"));
    RecordedJournal journal = new RecordedJournal();
    TerraformRun first =
        new TerraformRun(
            "apply",
            TinyStack.PLENTY,
            () -> journal.isInFlight("terraform_data.slow") ? Order.DETACH : Order.CONTINUE,
            ProcessRegistry.NONE,
            journal);
    assertThatThrownBy(() -> terraform.apply(first)).isInstanceOf(DetachedException.class);

    ChildProcess found = tiny.stack().liveRuns().getFirst();
    assertThat(found.kind()).isEqualTo(RunKind.APPLY);
    assertThat(found.liveness()).isEqualTo(Liveness.ALIVE);
    assertThat(found.exitCode()).isEmpty();
    assertThat(journal.progress().inFlight())
        .extracting(ApplyProgress.InFlight::address)
        .containsExactly("terraform_data.slow");

    tiny.openGate();
    TerraformRun second =
        new TerraformRun(
            "apply", TinyStack.PLENTY, RunControl.CONTINUE, ProcessRegistry.NONE, journal);
    RunResult finished = tiny.terraform().resume(found, journal.size(), second);

    assertThat(finished.applied()).contains(new ApplySummary(2, 0, 0, 0));
    assertThat(journal.progress().completed()).isEqualTo(2);
    assertThat(found.liveness()).isEqualTo(Liveness.ENDED);
    assertThat(tiny.stack().liveRuns()).isEmpty();
    // A second time, after its end.
    assertThat(terraform.resume(found, journal.size(), second).applied())
        .isEqualTo(finished.applied());
  }

  @Test
  void interrupt_stops_terraform_and_keeps_its_state() {
    TinyStack tiny = TinyStack.withGate(base);
    Failure failure = failureAfter(tiny, Order.INTERRUPT);

    assertThat(failure.kind()).isEqualTo(FailureClass.CANCELLED);
    assertThat(tiny.terraform().state(TinyStack.PLENTY).contains("terraform_data.quick")).isTrue();
  }

  @Test
  void kill_ends_the_whole_process_group() {
    TinyStack tiny = TinyStack.withGate(base);
    Failure failure = failureAfter(tiny, Order.KILL);

    assertThat(failure.code()).isEqualTo(FailureCode.TERRAFORM_STOPPED);
    assertThat(tiny.stack().liveRuns()).isEmpty();
  }

  @Test
  void interrupts_terraform_after_its_deadline() {
    TinyStack tiny = TinyStack.withGate(base);
    Terraform terraform = planned(tiny);
    TerraformRun brief = TerraformRun.unattended("apply", Duration.ofMillis(700));

    assertThat(failure(() -> terraform.apply(brief)))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(FailureClass.TIMEOUT);
              assertThat(failure.code()).isEqualTo(FailureCode.TERRAFORM_DEADLINE);
            });
    assertThat(tiny.stack().liveRuns()).isEmpty();
  }

  @Test
  void reports_the_exit_code_of_a_killed_terraform() {
    TinyStack tiny = TinyStack.withGate(base);
    Terraform terraform = planned(tiny);
    RecordedJournal journal = new RecordedJournal();
    RecordingRegistry register = new RecordingRegistry();
    RunControl killer =
        () -> {
          if (!journal.progress().inFlight().isEmpty()) {
            ProcessHandle.of(register.child.get().process().pid())
                .ifPresent(ProcessHandle::destroyForcibly);
          }
          return Order.CONTINUE;
        };
    TerraformRun run = new TerraformRun("apply", TinyStack.PLENTY, killer, register, journal);

    assertThat(failure(() -> terraform.apply(run)).code()).isEqualTo(FailureCode.TERRAFORM_KILLED);
    assertThat(register.child.get().exitCode()).hasValue(137);
  }

  @Test
  void reports_a_terraform_that_disappeared_with_its_shell() throws IOException {
    TinyStack tiny = TinyStack.withGate(base);
    failureAfter(tiny, Order.KILL);
    ChildProcess child = ChildProcess.reattach(tiny.stack().runDirectory("apply")).orElseThrow();

    TerraformRun later = TinyStack.run("apply");
    assertThat(failure(() -> tiny.terraform().resume(child, 0, later)).code())
        .isEqualTo(FailureCode.TERRAFORM_EXIT_CODE_MISSING);
  }

  @Test
  void reports_an_error_with_its_resource() {
    TinyStack tiny =
        new TinyStack(
            base,
            """
            resource "terraform_data" "bad" {
              lifecycle {
                postcondition {
                  condition     = self.id == "never"
                  error_message = "VpcLimitExceeded: The maximum number of VPCs has been reached."
                }
              }
            }
            """);
    Terraform terraform = planned(tiny);

    assertThat(failure(() -> terraform.apply(TinyStack.run("apply"))))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(FailureClass.QUOTA);
              assertThat(failure.code()).isEqualTo(FailureCode.VPC_QUOTA);
              assertThat(failure.resource()).contains(new ResourceAddress("terraform_data.bad"));
              assertThat(failure.parameter(FailureParameter.REPORTED))
                  .get(InstanceOfAssertFactories.STRING)
                  .contains("The maximum number of VPCs has been reached.");
            });
  }

  @Test
  void classifies_errors_on_stderr() {
    TinyStack tiny = new TinyStack(base, "resource \"terraform_data\" \"x\" { nonsense = 1 }");
    Terraform terraform = tiny.terraform();
    terraform.init(TinyStack.run("init"));

    assertThat(failure(() -> terraform.plan(TinyStack.run("plan"))).code())
        .isEqualTo(FailureCode.INVALID_CONFIGURATION);
    assertThat(
            failure(() -> terraform.untaint(TinyStack.run("untaint"), "terraform_data.x"))
                .parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("No such resource instance");
  }

  @Test
  void redacts_secrets_in_the_output() throws IOException {
    TinyStack tiny =
        new TinyStack(
            base,
            """
            resource "terraform_data" "talks" {
              provisioner "local-exec" {
                command = "echo token=$TOKEN"
                environment = { TOKEN = "kX93jdkLs02kdLq" }
              }
            }
            """);
    Terraform terraform = tiny.terraform("kX93jdkLs02kdLq");
    terraform.init(TinyStack.run("init"));
    terraform.plan(TinyStack.run("plan"));
    RecordedJournal journal = new RecordedJournal();
    terraform.apply(
        new TerraformRun(
            "apply", TinyStack.PLENTY, RunControl.CONTINUE, ProcessRegistry.NONE, journal));

    assertThat(journal.text()).contains("token=(hidden)").doesNotContain("kX93");
    assertThat(Files.readString(tiny.stack().path().resolve("terraform.log")))
        .doesNotContain("kX93");
  }

  @Test
  void the_log_has_no_effect_on_the_terminal_of_an_operator() throws IOException {
    TinyStack tiny =
        new TinyStack(
            base,
            """
            resource "terraform_data" "talks" {
              provisioner "local-exec" {
                command = "printf 'first\\\\033[2J\\\\302\\\\2332J\\\\342\\\\200\\\\256\\\\r\\\\n'"
              }
              lifecycle {
                postcondition {
                  condition     = self.id == "never"
                  error_message = "\\u001b]52;c;aGk=\\u0007 was reported."
                }
              }
            }
            """);
    Terraform terraform = planned(tiny);
    failure(() -> terraform.apply(TinyStack.run("apply")));

    String log = Files.readString(tiny.stack().log());
    assertThat(log).contains("first\\u001b[2J", "\\u001b]52;c;");
    assertThat(log.chars().filter(c -> c != '\n' && c != '\t'))
        .noneMatch(c -> Character.isISOControl(c) || c == '\u202e');
  }

  private static Terraform planned(TinyStack tiny) {
    Terraform terraform = tiny.terraform();
    terraform.init(TinyStack.run("init"));
    terraform.plan(TinyStack.run("plan"));
    return terraform;
  }

  /** Applies, and returns the failure after the order while the slow resource is in flight. */
  private static Failure failureAfter(TinyStack tiny, Order order) {
    Terraform terraform = planned(tiny);
    RecordedJournal journal = new RecordedJournal();
    RunControl control = () -> journal.isInFlight("terraform_data.slow") ? order : Order.CONTINUE;
    return failure(
        () ->
            terraform.apply(
                new TerraformRun(
                    "apply", TinyStack.PLENTY, control, ProcessRegistry.NONE, journal)));
  }

  private static Failure failure(ThrowingCallable call) {
    AtomicReference<Failure> failure = new AtomicReference<>();
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .satisfies(e -> failure.set(e.failure()));
    return failure.get();
  }
}

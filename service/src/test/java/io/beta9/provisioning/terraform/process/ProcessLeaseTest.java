package io.beta9.provisioning.terraform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.run.JournalSink;
import io.beta9.provisioning.terraform.run.RecordedJournal;
import io.beta9.provisioning.terraform.run.RunControl;
import io.beta9.provisioning.terraform.run.RunControl.Order;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.terraform.run.TinyStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lease of a process and its expiry, with the real Terraform. */
class ProcessLeaseTest {
  private static final Duration TERM = Duration.ofSeconds(3);

  @TempDir private Path base;

  /** A lease that is renewed only on request: a suspended worker renews nothing. */
  private record ManualLease(String holder, Duration term, Duration grace, Set<LeaseFile> kept)
      implements ProcessLease {
    static ManualLease of(String holder) {
      return new ManualLease(holder, TERM, Duration.ofSeconds(20), ConcurrentHashMap.newKeySet());
    }

    @Override
    public void keep(LeaseFile file) {
      file.take(holder, Instant.now());
      kept.add(file);
    }

    @Override
    public void drop(LeaseFile file) {
      kept.remove(file);
    }

    void renew() {
      kept.forEach(file -> file.renew(Instant.now()));
    }
  }

  private record Control(AtomicReference<Order> current, ProcessLease lease) implements RunControl {
    @Override
    public Order order() {
      return current.get();
    }
  }

  private static Control control(ProcessLease lease) {
    return new Control(new AtomicReference<>(Order.CONTINUE), lease);
  }

  /** Applies until the slow resource is in flight, and detaches from the process. */
  private static ChildProcess detached(TinyStack tiny, ProcessLease lease) {
    Terraform terraform = tiny.terraform();
    terraform.init(TinyStack.run("init"));
    terraform.plan(TinyStack.run("plan"));
    RecordedJournal journal = new RecordedJournal();
    RunControl detaching =
        new RunControl() {
          @Override
          public Order order() {
            return journal.progress().inFlight().stream()
                    .anyMatch(change -> !change.address().endsWith(".quick"))
                ? Order.DETACH
                : Order.CONTINUE;
          }

          @Override
          public ProcessLease lease() {
            return lease;
          }
        };
    assertThatThrownBy(
            () ->
                terraform.apply(
                    new TerraformRun(
                        "apply", TinyStack.PLENTY, detaching, ProcessRegistry.NONE, journal)))
        .isInstanceOf(DetachedException.class);
    return ChildProcess.reattach(tiny.stack().runDirectory("apply")).orElseThrow();
  }

  @Test
  void interrupts_terraform_and_keeps_its_state_when_the_lease_expires() {
    TinyStack tiny = TinyStack.withGate(base);
    ChildProcess child = detached(tiny, ManualLease.of("op 1"));
    assertThat(child.liveness()).isEqualTo(ChildProcess.Liveness.ALIVE);

    await().atMost(Duration.ofSeconds(15)).until(() -> child.exitCode().isPresent());

    assertThat(child.expired()).isTrue();
    assertThat(tiny.terraform().state(TinyStack.PLENTY).contains("terraform_data.quick")).isTrue();
    assertThatThrownBy(() -> tiny.terraform().resume(child, 0, TinyStack.run("apply")))
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.TERRAFORM_STOPPED));
  }

  @Test
  void kills_a_terraform_that_ignores_the_interrupt() {
    TinyStack tiny =
        new TinyStack(
            base,
            """
            resource "terraform_data" "uninterruptible" {
              provisioner "local-exec" {
                command = "trap '' INT TERM; while [ -e main.tf ]; do sleep 0.1; done"
              }
            }
            """);
    ChildProcess child =
        detached(
            tiny,
            new ManualLease("op 1", TERM, Duration.ofSeconds(1), ConcurrentHashMap.newKeySet()));

    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> child.liveness() == ChildProcess.Liveness.ENDED);
  }

  @Test
  void terraform_continues_while_a_successor_renews_its_lease() throws Exception {
    TinyStack tiny = TinyStack.withGate(base);
    ChildProcess child = detached(tiny, ManualLease.of("op 1"));
    ManualLease successor = ManualLease.of("op 2");
    Control control = control(successor);
    Thread follower =
        Thread.ofVirtual()
            .start(
                () ->
                    tiny.terraform()
                        .resume(
                            child,
                            0,
                            new TerraformRun(
                                "apply",
                                TinyStack.PLENTY,
                                control,
                                ProcessRegistry.NONE,
                                JournalSink.DISCARD)));
    await().until(() -> !successor.kept().isEmpty());
    Instant end = Instant.now().plus(TERM.multipliedBy(2));
    await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              successor.renew();
              assertThat(child.expired()).isFalse();
              return Instant.now().isAfter(end);
            });
    assertThat(child.lease().belongsToAnother("op 1")).isTrue();
    assertThat(child.lease().belongsToAnother("op 2")).isFalse();

    tiny.openGate();
    follower.join(Duration.ofSeconds(20));
    assertThat(child.exitCode()).hasValue(0);
    assertThat(successor.kept()).isEmpty();
  }

  @Test
  void a_worker_without_claim_kills_its_own_terraform_but_not_that_of_a_successor() {
    TinyStack tiny = TinyStack.withGate(base);
    ChildProcess child = detached(tiny, ManualLease.of("op 2"));
    Control former = control(new FormerLease(ManualLease.of("op 1")));
    former.current().set(Order.KILL);
    TerraformRun run =
        new TerraformRun(
            "apply", TinyStack.PLENTY, former, ProcessRegistry.NONE, JournalSink.DISCARD);

    assertThatThrownBy(() -> tiny.terraform().resume(child, 0, run))
        .isInstanceOf(DetachedException.class);
    assertThat(child.exitCode()).isEmpty();
    assertThat(child.liveness()).isEqualTo(ChildProcess.Liveness.ALIVE);

    Control owner = control(new FormerLease(ManualLease.of("op 2")));
    owner.current().set(Order.KILL);
    assertThatThrownBy(
            () ->
                tiny.terraform()
                    .resume(
                        child,
                        0,
                        new TerraformRun(
                            "apply",
                            TinyStack.PLENTY,
                            owner,
                            ProcessRegistry.NONE,
                            JournalSink.DISCARD)))
        .isInstanceOf(FailureException.class);
    assertThat(child.liveness()).isEqualTo(ChildProcess.Liveness.ENDED);
  }

  /** The lease of a follower that has held it before and does not take it again. */
  private record FormerLease(ManualLease lease) implements ProcessLease {
    @Override
    public String holder() {
      return lease.holder();
    }

    @Override
    public Duration term() {
      return lease.term();
    }

    @Override
    public Duration grace() {
      return lease.grace();
    }

    @Override
    public void keep(LeaseFile file) {}

    @Override
    public void drop(LeaseFile file) {}
  }

  @Test
  void ends_terraform_if_its_output_cannot_be_stored() {
    TinyStack tiny = TinyStack.withGate(base);
    Terraform terraform = tiny.terraform();
    terraform.init(TinyStack.run("init"));
    terraform.plan(TinyStack.run("plan"));
    Control control = control(ManualLease.of("op 1"));
    JournalSink broken =
        (runId, firstLine, lines) -> {
          if (lines.stream().anyMatch(line -> line.raw().contains("apply_start"))) {
            control.current().set(Order.KILL);
            throw new IllegalStateException("the claim is lost");
          }
        };

    assertThatThrownBy(
            () ->
                terraform.apply(
                    new TerraformRun(
                        "apply", TinyStack.PLENTY, control, ProcessRegistry.NONE, broken)))
        .hasMessage("the claim is lost");

    assertThat(tiny.stack().liveRuns()).isEmpty();
  }

  @Test
  void sends_one_sigint_however_often_terraform_is_interrupted() throws IOException {
    TinyStack tiny = TinyStack.withGate(base);
    ChildProcess child =
        detached(
            tiny,
            new ManualLease("op 1", Duration.ofMinutes(5), TERM, ConcurrentHashMap.newKeySet()));
    child.interrupt();
    child.interrupt();
    assertThatThrownBy(
            () ->
                tiny.terraform()
                    .resume(
                        child,
                        0,
                        new TerraformRun(
                            "apply",
                            TinyStack.PLENTY,
                            () -> Order.INTERRUPT,
                            ProcessRegistry.NONE,
                            JournalSink.DISCARD)))
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.OPERATION_CANCELLED));
    assertThat(Files.readString(child.runDirectory().resolve("out.jsonl")))
        .contains("Interrupt received")
        .doesNotContain("Two interrupts received");
  }
}

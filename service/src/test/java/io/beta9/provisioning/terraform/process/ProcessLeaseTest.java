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

/** The dead man's switch, with the real Terraform. */
class ProcessLeaseTest {
  private static final Duration TERM = Duration.ofSeconds(3);

  @TempDir private Path base;

  /** Renews only when it is told to, as a worker that is stopped does not. */
  private record HandLease(String holder, Duration term, Duration grace, Set<LeaseFile> kept)
      implements ProcessLease {
    static HandLease of(String holder) {
      return new HandLease(holder, TERM, Duration.ofSeconds(20), ConcurrentHashMap.newKeySet());
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

  private record Control(AtomicReference<Order> said, ProcessLease lease) implements RunControl {
    @Override
    public Order order() {
      return said.get();
    }
  }

  private static Control control(ProcessLease lease) {
    return new Control(new AtomicReference<>(Order.CONTINUE), lease);
  }

  /** Applies until the slow resource is in flight, and leaves it there. */
  private static ChildProcess leftAlone(TinyStack tiny, ProcessLease lease) {
    Terraform terraform = tiny.terraform();
    terraform.init(TinyStack.run("init"));
    terraform.plan(TinyStack.run("plan"));
    RecordedJournal journal = new RecordedJournal();
    RunControl leaving =
        new RunControl() {
          @Override
          public Order order() {
            return journal.progress().inFlight().isEmpty() ? Order.CONTINUE : Order.DETACH;
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
                        "apply", TinyStack.PLENTY, leaving, ProcessRegistry.NONE, journal)))
        .isInstanceOf(DetachedException.class);
    return ChildProcess.reattach(tiny.stack().runDirectory("apply")).orElseThrow();
  }

  @Test
  void a_terraform_whose_lease_nobody_renews_is_interrupted_and_keeps_its_state() {
    TinyStack tiny = TinyStack.withGate(base);
    ChildProcess child = leftAlone(tiny, HandLease.of("op 1"));
    assertThat(child.liveness()).isEqualTo(ChildProcess.Liveness.ALIVE);

    await().atMost(Duration.ofSeconds(15)).until(() -> child.exitCode().isPresent());

    assertThat(child.expired()).isTrue();
    assertThat(tiny.terraform().state(TinyStack.PLENTY).contains("terraform_data.quick")).isTrue();
    assertThatThrownBy(() -> tiny.terraform().resume(child, 0, TinyStack.run("apply")))
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.TERRAFORM_STOPPED));
  }

  @Test
  void a_terraform_that_does_not_heed_the_interrupt_is_killed() {
    TinyStack tiny =
        new TinyStack(
            base,
            """
            resource "terraform_data" "deaf" {
              provisioner "local-exec" {
                command = "trap '' INT TERM; while [ -e main.tf ]; do sleep 0.1; done"
              }
            }
            """);
    ChildProcess child =
        leftAlone(
            tiny,
            new HandLease("op 1", TERM, Duration.ofSeconds(1), ConcurrentHashMap.newKeySet()));

    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> child.liveness() == ChildProcess.Liveness.ENDED);
  }

  @Test
  void a_lease_that_is_renewed_keeps_terraform_alive_and_a_successor_takes_it_over()
      throws Exception {
    TinyStack tiny = TinyStack.withGate(base);
    ChildProcess child = leftAlone(tiny, HandLease.of("op 1"));
    HandLease successor = HandLease.of("op 2");
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
  void who_has_lost_the_claim_ends_its_own_terraform_but_not_one_that_a_successor_has() {
    TinyStack tiny = TinyStack.withGate(base);
    ChildProcess child = leftAlone(tiny, HandLease.of("op 2"));
    Control former = control(new NotTaking(HandLease.of("op 1")));
    former.said().set(Order.KILL);
    TerraformRun run =
        new TerraformRun(
            "apply", TinyStack.PLENTY, former, ProcessRegistry.NONE, JournalSink.DISCARD);

    assertThatThrownBy(() -> tiny.terraform().resume(child, 0, run))
        .isInstanceOf(DetachedException.class);
    assertThat(child.exitCode()).isEmpty();
    assertThat(child.liveness()).isEqualTo(ChildProcess.Liveness.ALIVE);

    Control owner = control(new NotTaking(HandLease.of("op 2")));
    owner.said().set(Order.KILL);
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

  /** A follower that has held the lease before, and sees now who holds it. */
  private record NotTaking(HandLease lease) implements ProcessLease {
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
  void a_terraform_whose_lines_cannot_be_stored_does_not_live_on_without_anybody() {
    TinyStack tiny = TinyStack.withGate(base);
    Terraform terraform = tiny.terraform();
    terraform.init(TinyStack.run("init"));
    terraform.plan(TinyStack.run("plan"));
    Control control = control(HandLease.of("op 1"));
    JournalSink broken =
        (runId, firstLine, lines) -> {
          if (lines.stream().anyMatch(line -> line.raw().contains("apply_start"))) {
            control.said().set(Order.KILL);
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
  void however_often_it_is_interrupted_terraform_gets_one_sigint() throws IOException {
    TinyStack tiny = TinyStack.withGate(base);
    ChildProcess child =
        leftAlone(
            tiny,
            new HandLease("op 1", Duration.ofMinutes(5), TERM, ConcurrentHashMap.newKeySet()));
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

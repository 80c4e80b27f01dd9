package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.terraform.run.JournalLine;
import io.beta9.provisioning.terraform.run.RecordedRun;
import io.beta9.provisioning.terraform.run.RunControl;
import io.beta9.provisioning.terraform.run.ScriptedTerraform;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.lease.CancellationState;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation.LogLine;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What the steps of one operation share, without a database. */
class StepContextTest {
  private static final Progress PROGRESS = new Progress("apply", 7, 18, 0, 0, List.of());
  private static final Step APPLY = ScriptedPipelines.step(StepName.APPLY, context -> {});

  @TempDir private Path base;
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AdvancingClock clock = new AdvancingClock();
  private final ScriptedTerraform terraform = new ScriptedTerraform();

  @AfterEach
  void close() {
    cloud.close();
  }

  private InMemoryOperation operation(OperationKind kind) {
    return new InMemoryOperation(
        kind, ScriptedPipelines.dependencies(base, clock, cloud.sessions(), terraform));
  }

  private InMemoryOperation provision() {
    return operation(OperationKind.PROVISION);
  }

  private StepContext inApply(InMemoryOperation operation) {
    StepContext context = operation.context();
    context.enter(APPLY, PROGRESS);
    return context;
  }

  @Test
  void the_context_has_the_model_of_the_environment() {
    try (StepContext context = provision().context()) {
      assertThat(context.model()).isEqualTo(SimulatedAccount.model());
      assertThat(context.stateBackend()).isEqualTo(InMemoryEnvironment.BACKEND);
    }
  }

  @Test
  void a_plan_has_the_model_that_is_planned() {
    InfraModel planned =
        InfraModelJson.fromJson(
            InfraModelJson.toTree(SimulatedAccount.model())
                .put("log_retention_days", 7)
                .toString());
    InMemoryOperation operation = operation(OperationKind.PLAN);
    operation.environment().setPlannedModel(planned);

    try (StepContext context = operation.context()) {
      assertThat(context.model()).isEqualTo(planned);
    }
  }

  @Test
  void output_before_the_first_step_is_that_of_the_operation() {
    InMemoryOperation operation = provision();
    try (StepContext context = operation.context()) {
      context.log().append("terraform", "one\ntwo");
      context.enter(APPLY, PROGRESS);
      context.log().append("terraform", "three");
    }

    assertThat(operation.log())
        .containsExactly(
            new LogLine("operation", "terraform", "one"),
            new LogLine("operation", "terraform", "two"),
            new LogLine("apply", "terraform", "three"));
  }

  @Test
  void the_deadline_is_that_of_the_step() {
    try (StepContext context = provision().context()) {
      assertThatNullPointerException().isThrownBy(context::deadline);
      context.enter(APPLY, PROGRESS);
      assertThat(context.deadline()).isEqualTo(APPLY.deadline());
    }
  }

  @Test
  void the_time_of_the_steps_is_that_of_the_worker() {
    try (StepContext context = provision().context()) {
      assertThat(context.clock()).isSameAs(clock);
    }
  }

  @Test
  void a_pause_lasts_for_its_time() throws Exception {
    try (StepContext context = inApply(provision())) {
      Instant start = clock.instant();
      clock.advanceWithEachReading(Duration.ofMillis(4));

      context.pause(Duration.ofMillis(10));

      assertThat(clock.instant()).isAfterOrEqualTo(start.plusMillis(10));
    }
  }

  @Test
  void a_pause_that_lasts_reports_what_is_waited_for() throws Exception {
    InMemoryOperation operation = provision();
    try (StepContext context = inApply(operation)) {
      context.waitingFor("the certificate");
      clock.advanceWithEachReading(Duration.ofSeconds(10));
      context.pause(Duration.ofMillis(10_050));
    }

    assertThat(operation.events())
        .filteredOn(EventData.Waiting.class::isInstance)
        .first()
        .extracting("step", "reason")
        .containsExactly("apply", "the certificate");
  }

  @Test
  void a_wait_without_a_reason_is_a_wait_for_the_step() {
    InMemoryOperation operation = provision();
    try (StepContext context = inApply(operation)) {
      clock.advance(Duration.ofSeconds(15));
      context.beginWait().poll();
      assertThat(operation.events()).as("a new wait begins now").isEmpty();

      var wait = context.beginWait();
      clock.advance(Duration.ofSeconds(15));
      wait.poll();
    }

    assertThat(operation.events())
        .singleElement()
        .extracting("step", "reason")
        .containsExactly("apply", StepName.APPLY.description());
  }

  @Test
  void a_cancelled_operation_ends_its_pause() {
    InMemoryOperation operation = provision();
    CancellationState cancellation = operation.activeClaims().begin(operation.claim());
    try (StepContext context = operation.context(cancellation)) {
      context.enter(APPLY, PROGRESS);
      assertThat(context.isStopRequested()).isFalse();
      cancellation.interrupt();

      FailureException thrown =
          catchThrowableOfType(FailureException.class, () -> context.pause(Duration.ofMillis(1)));

      assertThat(thrown.failure().code()).isEqualTo(FailureCode.OPERATION_CANCELLED);
      assertThat(context.isStopRequested()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RunControl.Order.class,
      mode = Mode.EXCLUDE,
      names = {"CONTINUE", "INTERRUPT"})
  void a_worker_that_stops_or_has_no_claim_ends_its_pause(RunControl.Order order) {
    InMemoryOperation operation = provision();
    CancellationState cancellation = operation.activeClaims().begin(operation.claim());
    try (StepContext context = operation.context(cancellation)) {
      context.enter(APPLY, PROGRESS);
      switch (order) {
        case DETACH -> operation.activeClaims().detachAll();
        case EXPIRE -> operation.activeClaims().expireAll();
        default -> operation.activeClaims().applyRenewal(List.of(), clock.instant(), 1);
      }
      assertThat(cancellation.order()).isEqualTo(order);

      assertThatThrownBy(() -> context.pause(Duration.ofMillis(1)))
          .isInstanceOf(DetachedException.class);
    }
  }

  @Test
  void runs_are_named_after_the_claim_and_numbered_where_there_are_several() {
    try (StepContext context = inApply(provision())) {
      String claim = context.claim().operation() + "-1-";

      assertThat(context.run("plan", event -> {}).id()).isEqualTo(claim + "plan");
      assertThat(context.numberedRun("lookup").id()).isEqualTo(claim + "lookup-1");
      assertThat(context.numberedRun("lookup").id()).isEqualTo(claim + "lookup-2");
      assertThat(context.run("plan", event -> {}).deadline()).isEqualTo(APPLY.deadline());
    }
  }

  private static TerraformEvent.ResourceRef subnet() {
    return new TerraformEvent.ResourceRef("aws_subnet.private[\"a\"]", "aws_subnet");
  }

  private static JournalLine deletionAfter(long seconds) {
    TerraformEvent event =
        new TerraformEvent.ApplyProgressed(
            Instant.EPOCH, "Still deleting", subnet(), TerraformEvent.Action.DELETE, seconds);
    return new JournalLine(0, "{\"type\": \"apply_progress\"}", event);
  }

  @Test
  void the_lines_of_a_run_are_recorded_before_its_listener_is_called() {
    InMemoryOperation operation = provision();
    List<String> heard = new ArrayList<>();
    try (StepContext context = inApply(operation)) {
      TerraformRun run =
          context.run(
              "destroy",
              event -> {
                assertThat(operation.runs().messages()).containsExactly("Still deleting");
                heard.add(event.message());
              });

      run.journal().lines(run.id(), 0, List.of(deletionAfter(1)));
    }

    assertThat(heard).containsExactly("Still deleting");
    assertThat(operation.runs().lines().values())
        .containsExactly(List.of("{\"type\": \"apply_progress\"}"));
    assertThat(operation.runs().progress().step()).isEqualTo("apply");
    assertThat(operation.runs().progress().stepsCompleted()).isEqualTo(7);
    assertThat(operation.runs().progress().stepsTotal()).isEqualTo(18);
  }

  @Test
  void a_resource_that_takes_too_long_is_reported_once_it_was_inspected() throws Exception {
    CountDownLatch reported = new CountDownLatch(1);
    InMemoryOperation operation = provision();
    operation.onEvent(reported::countDown);
    try (StepContext context = inApply(operation)) {
      TerraformRun run = context.numberedRun("destroy");
      run.journal().lines(run.id(), 0, List.of(deletionAfter(3600)));
      assertThat(reported.await(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(operation.events())
        .singleElement()
        .isInstanceOfSatisfying(
            EventData.ResourceDelayed.class,
            delayed ->
                assertThat(delayed.failure().resource())
                    .contains(new ResourceAddress(subnet().address())));
    assertThat(operation.log())
        .extracting(LogLine::step, LogLine::stream)
        .containsExactly(tuple("apply", "terraform"));
  }

  @Test
  void the_process_of_a_run_is_recorded_with_its_host_and_its_end() throws Exception {
    InMemoryOperation operation = provision();
    RecordedRun recorded = RecordedRun.running(base, SimulatedAccount.ID);
    ChildProcess child = ChildProcess.reattach(recorded.folder()).orElseThrow();
    try (StepContext context = inApply(operation)) {
      TerraformRun run = context.follow(child);
      assertThat(run.id()).isEqualTo("r-apply");

      run.register().started(child);
      assertThat(operation.runs().pastRuns().getFirst().endedAt()).isNull();
      Files.writeString(recorded.folder().resolve(ChildProcess.EXIT), "0\n");
      run.register().ended(child);
    }

    assertThat(operation.runs().processes())
        .singleElement()
        .satisfies(
            process -> {
              assertThat(process.host()).isEqualTo("here");
              assertThat(process.kind()).isEqualTo("APPLY");
              assertThat(process.pid()).isEqualTo(ProcessHandle.current().pid());
              assertThat(process.directory()).isEqualTo(recorded.folder().toString());
            });
    assertThat(operation.runs().latestRun(Set.of("APPLY")).orElseThrow().succeeded()).isTrue();
  }

  @Test
  void a_process_that_was_killed_has_no_exit_code() throws Exception {
    InMemoryOperation operation = provision();
    ChildProcess child =
        ChildProcess.reattach(RecordedRun.running(base, SimulatedAccount.ID).folder())
            .orElseThrow();
    try (StepContext context = inApply(operation)) {
      context.follow(child).register().started(child);
      context.follow(child).register().ended(child);
    }

    assertThat(operation.runs().latestRun(Set.of("APPLY")).orElseThrow().exitCode()).isNull();
  }

  @Test
  void what_is_derived_from_the_environment_is_opened_once() {
    try (StepContext context = inApply(provision())) {
      assertThat(context.account()).isSameAs(context.account());
      assertThat(context.secrets()).isSameAs(context.secrets());
      assertThat(context.stack()).isSameAs(context.stack());
      assertThat(context.terraform()).isSameAs(terraform);
    }
  }

  @Test
  void the_stack_directory_has_the_model_and_no_files_of_a_killed_predecessor() throws Exception {
    try (StepContext predecessor = inApply(provision())) {
      Files.writeString(predecessor.stack().privateDirectory().resolve("values.yaml"), "secret");
    }

    try (StepContext context = inApply(provision())) {
      Path directory = context.stack().path();
      assertThat(context.stack().privateDirectory()).isEmptyDirectory();
      try (var files = Files.list(directory)) {
        assertThat(files.filter(file -> file.toString().endsWith(".tfvars.json")))
            .singleElement()
            .satisfies(
                file ->
                    assertThat(Files.readString(file))
                        .contains(SimulatedAccount.model().resourcePrefix()));
      }
    }
  }

  @Test
  void a_background_task_ends_before_the_operation() {
    InMemoryOperation operation = provision();
    List<String> order = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(1);
    StepContext context = inApply(operation);
    context
        .background()
        .start(
            () -> {
              started.countDown();
              await().until(context::isStopRequested);
              order.add("task");
            });
    context.close();
    order.add("closed");

    assertThat(order).containsExactly("task", "closed");
    assertThat(context.cancellation().order()).isEqualTo(RunControl.Order.DETACH);
  }

  @Test
  void no_resource_is_inspected_after_the_end_of_the_operation() {
    StepContext context = inApply(provision());
    TerraformRun run = context.numberedRun("destroy");

    context.close();

    assertThatThrownBy(() -> run.journal().lines(run.id(), 0, List.of(deletionAfter(3600))))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void an_operation_without_a_background_task_is_not_detached_at_its_end() {
    StepContext context = inApply(provision());

    context.close();

    assertThat(context.isStopRequested()).isFalse();
  }
}

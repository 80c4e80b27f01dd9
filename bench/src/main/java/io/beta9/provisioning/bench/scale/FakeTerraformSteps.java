package io.beta9.provisioning.bench.scale;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.terraform.event.TerraformEventParser;
import io.beta9.provisioning.terraform.run.JournalLine;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepCatalog;
import io.beta9.provisioning.worker.pipeline.StepContext;
import io.beta9.provisioning.worker.steps.Pipelines;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The steps of the service with actions that only let virtual time pass. An apply reports resources
 * as Terraform does: a line for the start and the end of each, and one every ten seconds for each
 * that is being created.
 */
final class FakeTerraformSteps implements StepCatalog {
  private static final int RESOURCES = 69;

  /** The number of transactions in which the lines of an apply are stored. */
  static final int BATCHES = 270;

  /** How often the progress is noted while nothing is stored. */
  private static final Duration UNMEASURED_PAUSE = Duration.ofSeconds(20);

  private static final Duration OTHER_STEP = Duration.ofSeconds(3);
  private static final Map<StepName, Duration> DURATIONS =
      Map.of(
          StepName.PREFLIGHT, Duration.ofSeconds(6),
          StepName.INIT, Duration.ofSeconds(5),
          StepName.PLAN, Duration.ofSeconds(20),
          StepName.APPLY, Duration.ofMinutes(14),
          StepName.BASELINE, Duration.ofSeconds(10),
          StepName.BETA9, Duration.ofSeconds(75),
          StepName.EXPOSE, Duration.ofSeconds(20),
          StepName.CHECK, Duration.ofSeconds(60));

  private final VirtualTime time;
  private final SimulationDatabase database;
  private final ScaleScenario scenario;
  private final BooleanSupplier fleetIsMeasured;
  private final List<Step> steps;
  private final Random random;
  private final Map<OperationId, Duration> remaining = new HashMap<>();
  private final Set<OperationId> failed = new HashSet<>();
  private long storedBatches;

  /**
   * @param fleetIsMeasured whether Terraform's output is stored
   */
  FakeTerraformSteps(
      VirtualTime time,
      SimulationDatabase database,
      ScaleScenario scenario,
      BooleanSupplier fleetIsMeasured) {
    this.time = time;
    this.database = database;
    this.scenario = scenario;
    this.fleetIsMeasured = fleetIsMeasured;
    this.random = new Random(scenario.seed());
    this.steps =
        new Pipelines()
            .steps(OperationKind.PROVISION).stream()
                .map(
                    step ->
                        new Step(
                            step.name(),
                            step.transition(),
                            step.skippedAfter(),
                            step.deadline(),
                            context -> execute(step.name(), context)))
                .toList();
  }

  @Override
  public List<Step> steps(OperationKind kind) {
    return steps;
  }

  /** Returns the number of transactions in which lines were stored. */
  long storedBatches() {
    return storedBatches;
  }

  private void execute(StepName step, StepContext context) {
    Duration usual = DURATIONS.getOrDefault(step, OTHER_STEP);
    Duration duration =
        Duration.ofMillis((long) (usual.toMillis() * (0.8 + random.nextDouble() * 0.4)));
    if (step == StepName.APPLY) {
      apply(duration, context);
    } else {
      time.sleep(duration);
    }
  }

  /**
   * Lets the time of an apply pass. Batches are stored in the measured period only. What exists
   * already is not created again: after a takeover, only the rest of the time passes.
   */
  private void apply(Duration drawn, StepContext context) {
    OperationId operation = context.claim().operation();
    Duration duration = remaining.getOrDefault(operation, drawn);
    Duration batch = drawn.dividedBy(BATCHES);
    boolean fails = failed.add(operation) && isOneOf(operation, scenario.failureShare());
    Duration passed = Duration.ZERO;
    TerraformRun run = context.run("apply", event -> {});
    int number = 0;
    while (passed.compareTo(duration) < 0) {
      Duration pause = fleetIsMeasured.getAsBoolean() ? batch : UNMEASURED_PAUSE;
      time.sleep(pause);
      passed = passed.plus(pause);
      remaining.put(operation, duration.minus(passed));
      if (fleetIsMeasured.getAsBoolean()) {
        store(run, number++);
      }
      if (fails && passed.multipliedBy(2).compareTo(duration) > 0) {
        throw new FailureException(Failure.of(FailureCode.THROTTLED));
      }
    }
    remaining.remove(operation);
  }

  private static boolean isOneOf(OperationId operation, int share) {
    return Math.floorMod(operation.value().hashCode(), share) == 0;
  }

  private void store(TerraformRun run, int number) {
    String raw = line(number);
    storedBatches++;
    database.run(
        QueryKind.JOURNAL,
        () ->
            run.journal()
                .lines(
                    run.id(),
                    number,
                    List.of(new JournalLine(number, raw, TerraformEventParser.parse(raw)))));
  }

  private String line(int number) {
    int resource = number % RESOURCES;
    String type =
        number % 4 == 0 ? "apply_start" : number % 4 == 3 ? "apply_complete" : "apply_progress";
    return """
    {"@level":"info","@message":"aws_subnet.private[\\"zone-%1$d\\"]: Still creating... [%2$ds elapsed]","@module":"terraform.ui","@timestamp":"%3$s","hook":{"resource":{"addr":"aws_subnet.private[\\"zone-%1$d\\"]","module":"","resource":"aws_subnet.private[\\"zone-%1$d\\"]","implied_provider":"aws","resource_type":"aws_subnet","resource_name":"private","resource_key":"zone-%1$d"},"action":"create","id_key":"id","id_value":"subnet-%1$08d","elapsed_seconds":%2$d},"type":"%4$s"}"""
        .formatted(resource, number % 4 * 10, time.instant(), type);
  }
}

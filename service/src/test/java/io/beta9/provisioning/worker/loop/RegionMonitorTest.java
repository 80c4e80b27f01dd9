package io.beta9.provisioning.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.region.CircuitReason;
import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.region.RegionCircuitPolicy;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.report.FailureReports;
import io.beta9.provisioning.report.QueueReports;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.pipeline.OperationLifecycle;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The circuit of a failing region, as all workers read it from the database. */
class RegionMonitorTest {
  private static final Failure KILLED =
      Failure.of(FailureCode.TERRAFORM_KILLED, "Creating the infrastructure");
  private static final Failure DOWN =
      Failure.of(FailureCode.AWS_UNAVAILABLE, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered 503 ServiceUnavailable");
  private static final Failure DENIED =
      Failure.of(FailureCode.ACCESS_DENIED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered AccessDenied");

  private TestQueue queue;
  private RegisteredWorker worker;
  private RegionCircuitRepository regions;
  private RegionMonitor watch;
  private OperationLifecycle lifecycle;

  @BeforeEach
  void open() {
    queue = new TestQueue(Servers.migratedDatabase());
    worker = queue.worker("w-1", 1, 1, "here");
    regions = new RegionCircuitRepository(queue.jdbc);
    lifecycle = queue.lifecycle();
    watch = watch();
  }

  private RegionMonitor watch() {
    return new RegionMonitor(
        queue.transactions,
        regions,
        new RegionQueue(queue.jdbc),
        queue.events,
        RegionCircuitPolicy.STANDARD);
  }

  @AfterEach
  void close() {
    queue.database.close();
  }

  private Claim claimed() {
    return queue.operations.claimNext("w-1").orElseThrow();
  }

  private void start(Claim claim) {
    queue.environments.transition(
        queue.environments.find(claim.tenant(), claim.environment()).orElseThrow(),
        claim.kind() == OperationKind.DESTROY ? Transition.DESTROY : Transition.PROVISION);
  }

  private void postpone(Claim claim) {
    start(claim);
    lifecycle.postpone(claim, "apply", DOWN, Transition.AWAIT_PROVISION, Duration.ofMillis(1));
  }

  /** Three environments fail because of the region and wait for another attempt. */
  private void failThreeTimes() {
    for (int i = 0; i < 3; i++) {
      queue.queued();
    }
    List<Claim> claims = List.of(claimed(), claimed(), claimed());
    claims.forEach(this::postpone);
  }

  private RegionCircuit circuit() {
    return regions.notClosed().getFirst();
  }

  private void passThePause() {
    queue.jdbc.sql("update region_circuits set until = now() - interval '1 second'").update();
  }

  @Test
  void opens_the_circuit_after_three_failures_and_notifies_waiting_environments() {
    failThreeTimes();
    Operation newcomer = queue.queued();
    watch.check();

    RegionCircuit circuit = circuit();
    assertThat(circuit.state()).isEqualTo(CircuitState.OPEN);
    assertThat(queue.operations.claimNext("w-1")).as("by any worker").isEmpty();
    assertThat(queue.operations.due(10)).as("what Redis shows").isEmpty();
    assertThat(queue.eventsOf(newcomer.environment()))
        .last()
        .isEqualTo(
            StoredEvent.of(
                new EventData.WaitingForRegion(
                    "us-east-1", circuit.state(), circuit.reason(), circuit.until(), null)));
    assertThat(circuit.reason())
        .isEqualTo(
            new CircuitReason.EnvironmentsFailed(
                3, Duration.ofMinutes(15), Map.of("aws-unavailable", 3L)));
    watch.check();
    watch().check();
    assertThat(queue.eventsOf(newcomer.environment())).as("notified once").hasSize(1);
  }

  @Test
  void reports_held_operations_separately_from_claimable_ones() {
    failThreeTimes();
    watch.check();

    QueueReport report = new QueueReports(queue.jdbc).now();
    assertThat(report.length()).isZero();
    assertThat(report.delayed()).isZero();
    assertThat(report.held()).isEqualTo(3);
    assertThat(report.regions())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.waiting()).isEqualTo(3);
              assertThat(line.sentence())
                  .startsWith("us-east-1 accepts no new operations; it is probed with one");
            });
    assertThat(new FailureReports(queue.jdbc).since(Instant.EPOCH).regions())
        .extracting(RegionCircuitView::region)
        .containsExactly("us-east-1");
  }

  @Test
  void does_not_hold_destructions_and_other_regions() {
    failThreeTimes();
    watch.check();
    Operation destroy = queue.queued(OperationKind.DESTROY, "destroy_queued");
    assertThat(claimed().operation()).isEqualTo(destroy.id());

    Operation elsewhere = queue.queued();
    queue
        .jdbc
        .sql("update environments set region = 'eu-west-1' where id = :id")
        .param("id", elsewhere.environment().value())
        .update();
    queue
        .jdbc
        .sql("update operations set region_gate = 'eu-west-1' where id = :id")
        .param("id", elsewhere.id().value())
        .update();
    assertThat(claimed().operation()).isEqualTo(elsewhere.id());
    assertThat(queue.operations.claimNext("w-1")).isEmpty();
  }

  @Test
  void does_not_hold_an_operation_that_a_dead_worker_had_started() {
    queue.queued();
    Claim first = claimed();
    failThreeTimes();
    watch.check();

    ClaimRepository.HeldClaim standing =
        queue.claims.heldBy("w-1").stream()
            .filter(claim -> claim.operation().equals(first.operation()))
            .findFirst()
            .orElseThrow();
    assertThat(queue.claims.release(standing, worker, null)).isTrue();
    assertThat(claimed().operation()).isEqualTo(first.operation());
  }

  @Test
  void probes_with_exactly_one_operation_after_the_pause() {
    failThreeTimes();
    watch.check();
    passThePause();
    watch.check();
    watch().check();

    assertThat(circuit().state()).isEqualTo(CircuitState.HALF_OPEN);
    Claim probe = claimed();
    assertThat(circuit().probe()).isEqualTo(probe.operation());
    assertThat(queue.operations.claimNext("w-1")).isEmpty();
  }

  @Test
  void closes_after_a_successful_probe_and_notifies_waiting_environments() {
    failThreeTimes();
    Operation newcomer = queue.queued();
    watch.check();
    passThePause();
    watch.check();
    Claim probe = claimed();
    start(probe);
    lifecycle.succeed(probe, Transition.BECOME_READY);
    watch.check();

    assertThat(regions.notClosed()).isEmpty();
    assertThat(queue.eventsOf(newcomer.environment()))
        .last()
        .isEqualTo(StoredEvent.of(new EventData.RegionAvailable()));
    assertThat(List.of(claimed(), claimed(), claimed())).hasSize(3);
  }

  @Test
  void opens_again_with_a_longer_pause_after_a_failed_probe() {
    failThreeTimes();
    watch.check();
    passThePause();
    watch.check();
    Claim probe = claimed();
    postpone(probe);
    watch.check();

    RegionCircuit circuit = circuit();
    assertThat(circuit.state()).isEqualTo(CircuitState.OPEN);
    assertThat(circuit.openings()).isEqualTo(2);
    assertThat(Duration.between(circuit.since(), circuit.until()))
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(queue.operations.claimNext("w-1")).isEmpty();
  }

  @Test
  void probes_with_another_operation_after_an_unrelated_failure() {
    failThreeTimes();
    watch.check();
    passThePause();
    watch.check();
    Claim first = claimed();
    start(first);
    lifecycle.fail(first, "apply", DENIED);
    watch.check();

    assertThat(circuit().state()).isEqualTo(CircuitState.HALF_OPEN);
    assertThat(claimed().operation()).isNotEqualTo(first.operation());
  }

  @Test
  void probes_with_another_operation_after_the_probe_was_postponed() {
    failThreeTimes();
    watch.check();
    passThePause();
    watch.check();
    Claim first = claimed();
    start(first);
    lifecycle.postpone(first, "apply", KILLED, Transition.AWAIT_PROVISION, Duration.ofMinutes(1));
    assertThat(queue.operations.claimNext("w-1")).isEmpty();
    watch.check();

    assertThat(circuit().state()).isEqualTo(CircuitState.HALF_OPEN);
    assertThat(claimed().operation()).isNotEqualTo(first.operation());
  }

  @Test
  void probes_with_the_next_operation_if_none_is_waiting() {
    failThreeTimes();
    watch.check();
    queue.jdbc.sql("update operations set state = 'cancelled'").update();
    passThePause();
    watch.check();
    assertThat(circuit().state()).isEqualTo(CircuitState.OPEN);

    Operation newcomer = queue.queued();
    watch.check();
    assertThat(claimed().operation()).isEqualTo(newcomer.id());
  }

  @Test
  void ignores_failures_that_customers_cause() {
    for (int i = 0; i < 5; i++) {
      queue.queued();
      Claim claim = claimed();
      start(claim);
      lifecycle.fail(claim, "apply", DENIED);
    }
    watch.check();
    assertThat(regions.notClosed()).isEmpty();
  }
}

package io.beta9.provisioning.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.region.RegionCircuitPolicy;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.report.FailureReports;
import io.beta9.provisioning.report.QueueReport;
import io.beta9.provisioning.report.QueueReports;
import io.beta9.provisioning.report.RegionReport;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.FencedWriter;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A region that fails, through the rows that all workers see. */
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
  private WorkerRepository.Identity worker;
  private RegionCircuitRepository regions;
  private RegionMonitor watch;
  private FencedWriter ledger;

  @BeforeEach
  void open() {
    queue = new TestQueue(Servers.migratedDatabase());
    worker = queue.worker("w-1", 1, 1, "here");
    regions = new RegionCircuitRepository(queue.jdbc);
    ledger = queue.ledger();
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

  private void begun(Claim claim) {
    queue.environments.move(
        queue.environments.find(claim.tenant(), claim.environment()).orElseThrow(),
        claim.kind() == OperationKind.DESTROY ? Transition.DESTROY : Transition.PROVISION);
  }

  private void postponed(Claim claim) {
    begun(claim);
    ledger.postpone(claim, "apply", DOWN, Transition.AWAIT_PROVISION, Duration.ofMillis(1));
  }

  /** Three environments fail for the region, and wait for another try. */
  private void failThrice() {
    for (int i = 0; i < 3; i++) {
      queue.queued();
    }
    List<Claim> claims = List.of(claimed(), claimed(), claimed());
    claims.forEach(this::postponed);
  }

  private RegionCircuit circuit() {
    return regions.holdingBack().getFirst();
  }

  private void timePasses() {
    queue.jdbc.sql("update region_circuits set until = now() - interval '1 second'").update();
  }

  @Test
  void a_region_that_fails_for_three_is_no_longer_fed_and_everybody_is_told_why_and_until_when() {
    failThrice();
    Operation newcomer = queue.queued();
    watch.look();

    RegionCircuit circuit = circuit();
    assertThat(circuit.state()).isEqualTo(CircuitState.OPEN);
    assertThat(queue.operations.claimNext("w-1")).as("by any worker").isEmpty();
    assertThat(queue.operations.due(10)).as("what Redis shows").isEmpty();
    assertThat(queue.told(newcomer.environment()))
        .last()
        .isEqualTo(
            "waiting-for-region: us-east-1 is not fed with new work; one operation tries it at "
                + circuit.until()
                + ": it failed for 3 environments within 15 minutes (3 times 'aws-unavailable'),"
                + " the last time because AWS answered 503 ServiceUnavailable.");
    watch.look();
    watch().look();
    assertThat(queue.told(newcomer.environment())).as("told once").hasSize(1);
  }

  @Test
  void the_queue_and_the_report_of_failures_say_so_and_what_is_held_needs_no_workers() {
    failThrice();
    watch.look();

    QueueReport report = new QueueReports(queue.jdbc).now();
    assertThat(report.length()).isZero();
    assertThat(report.delayed()).isZero();
    assertThat(report.held()).isEqualTo(3);
    assertThat(report.regions())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.waiting()).isEqualTo(3);
              assertThat(line.sentence()).startsWith("us-east-1 is not fed with new work; one");
            });
    assertThat(new FailureReports(queue.jdbc).since(Instant.EPOCH).regions())
        .extracting(RegionReport::region)
        .containsExactly("us-east-1");
  }

  @Test
  void destructions_and_other_regions_go_on_being_fed() {
    failThrice();
    watch.look();
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
        .sql("update operations set gate = 'eu-west-1' where id = :id")
        .param("id", elsewhere.id().value())
        .update();
    assertThat(claimed().operation()).isEqualTo(elsewhere.id());
    assertThat(queue.operations.claimNext("w-1")).isEmpty();
  }

  @Test
  void what_a_dead_worker_had_begun_there_is_taken_up_again_all_the_same() {
    queue.queued();
    Claim begun = claimed();
    failThrice();
    watch.look();

    ClaimRepository.Standing standing =
        queue.claims.heldBy("w-1").stream()
            .filter(claim -> claim.operation().equals(begun.operation()))
            .findFirst()
            .orElseThrow();
    assertThat(queue.claims.release(standing, worker, null)).isTrue();
    assertThat(claimed().operation()).isEqualTo(begun.operation());
  }

  @Test
  void after_the_pause_one_is_sent_ahead_and_only_one() {
    failThrice();
    watch.look();
    timePasses();
    watch.look();
    watch().look();

    assertThat(circuit().state()).isEqualTo(CircuitState.HALF_OPEN);
    Claim probe = claimed();
    assertThat(circuit().probe()).isEqualTo(probe.operation());
    assertThat(queue.operations.claimNext("w-1")).isEmpty();
  }

  @Test
  void one_that_works_lets_all_through_and_they_are_told() {
    failThrice();
    Operation newcomer = queue.queued();
    watch.look();
    timePasses();
    watch.look();
    Claim probe = claimed();
    begun(probe);
    ledger.succeed(probe, Transition.BECOME_READY, "it is ready");
    watch.look();

    assertThat(regions.holdingBack()).isEmpty();
    assertThat(queue.told(newcomer.environment()))
        .last()
        .asString()
        .startsWith("region-open-again");
    assertThat(List.of(claimed(), claimed(), claimed())).hasSize(3);
  }

  @Test
  void one_that_fails_there_waits_again_with_the_others_and_the_pause_grows() {
    failThrice();
    watch.look();
    timePasses();
    watch.look();
    Claim probe = claimed();
    postponed(probe);
    watch.look();

    RegionCircuit circuit = circuit();
    assertThat(circuit.state()).isEqualTo(CircuitState.OPEN);
    assertThat(circuit.openings()).isEqualTo(2);
    assertThat(Duration.between(circuit.since(), circuit.until()))
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(queue.operations.claimNext("w-1")).isEmpty();
  }

  @Test
  void one_that_fails_for_its_own_reasons_says_nothing_and_another_is_sent() {
    failThrice();
    watch.look();
    timePasses();
    watch.look();
    Claim first = claimed();
    begun(first);
    ledger.fail(first, "apply", DENIED);
    watch.look();

    assertThat(circuit().state()).isEqualTo(CircuitState.HALF_OPEN);
    assertThat(claimed().operation()).isNotEqualTo(first.operation());
  }

  @Test
  void one_that_is_tried_again_for_its_own_reasons_does_not_hold_up_the_others() {
    failThrice();
    watch.look();
    timePasses();
    watch.look();
    Claim first = claimed();
    begun(first);
    ledger.postpone(first, "apply", KILLED, Transition.AWAIT_PROVISION, Duration.ofMinutes(1));
    assertThat(queue.operations.claimNext("w-1")).isEmpty();
    watch.look();

    assertThat(circuit().state()).isEqualTo(CircuitState.HALF_OPEN);
    assertThat(claimed().operation()).isNotEqualTo(first.operation());
  }

  @Test
  void where_nobody_waits_the_first_who_comes_is_sent_ahead() {
    failThrice();
    watch.look();
    queue.jdbc.sql("update operations set state = 'cancelled'").update();
    timePasses();
    watch.look();
    assertThat(circuit().state()).isEqualTo(CircuitState.OPEN);

    Operation newcomer = queue.queued();
    watch.look();
    assertThat(claimed().operation()).isEqualTo(newcomer.id());
  }

  @Test
  void failures_that_are_the_customers_close_no_region_to_others() {
    for (int i = 0; i < 5; i++) {
      queue.queued();
      Claim claim = claimed();
      begun(claim);
      ledger.fail(claim, "apply", DENIED);
    }
    watch.look();
    assertThat(regions.holdingBack()).isEmpty();
  }
}

package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.ClaimRepository.HeldClaim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.testing.LogCapture;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventData.ReleaseReason;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is recorded and published when claims are released. */
class ClaimReleaserTest {
  private static HikariDataSource database;
  private static TestQueue queue;

  /** The published operations, each with its state as others see it at that time. */
  private final List<String> published = new ArrayList<>();

  private ClaimReleaser releaser;
  private RegisteredWorker owner;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void register() {
    for (String table : new String[] {"events", "operations", "environments", "workers"}) {
      queue.jdbc.sql("delete from " + table).update();
    }
    owner = queue.worker("w-1", 1, 10, "here");
    releaser =
        new ClaimReleaser(
            queue.transactions,
            queue.claims,
            queue.workers,
            queue.events,
            new RecordingNotifier(),
            LeasePolicy.STANDARD);
  }

  private final class RecordingNotifier implements WorkNotifier {
    @Override
    public void publish(OperationId operation) {
      published.add(operation + " " + queue.state(operation));
    }

    @Override
    public NotificationResult await(Duration timeout) {
      return NotificationResult.UNAVAILABLE;
    }

    @Override
    public void synchronize(List<OperationId> due) {}

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public void close() {}
  }

  private Claim claimed() {
    queue.queued();
    return queue.operations.claimNext(owner.id()).orElseThrow();
  }

  private ClaimOwner observed() {
    return queue.claims.owners().stream()
        .filter(other -> other.worker().id().equals(owner.id()))
        .findFirst()
        .orElseThrow();
  }

  private static HeldClaim held(Claim claim) {
    return new HeldClaim(
        claim.operation(), claim.environment(), claim.tenant(), claim.epoch(), false);
  }

  private String workerState() {
    return queue
        .jdbc
        .sql("select state from workers where id = 'w-1'")
        .query(String.class)
        .single();
  }

  private boolean isReserved(Claim claim) {
    return queue
        .jdbc
        .sql("select reserved_place is not null from operations where id = :id")
        .param("id", claim.operation().value())
        .query(Boolean.class)
        .single();
  }

  @Test
  void all_claims_of_a_dead_worker_are_released_recorded_and_then_published() {
    Claim first = claimed();
    Claim second = claimed();
    assertThat(releaser.releaseDead(observed(), new TerminationEvidence.ProcessGone()))
        .isEqualTo(2);
    assertThat(published)
        .containsExactlyInAnyOrder(first.operation() + " waiting", second.operation() + " waiting");
    assertThat(workerState()).isEqualTo("dead");
    for (Claim claim : List.of(first, second)) {
      assertThat(queue.eventsOf(claim.environment()))
          .containsExactly(
              StoredEvent.of(
                  new EventData.WorkerDied("w-1", new TerminationEvidence.ProcessGone())));
    }
  }

  @Test
  void nothing_is_released_if_the_worker_has_renewed_since_it_was_observed() {
    Claim claim = claimed();
    ClaimOwner before = observed();
    queue.workers.renew(owner.id());
    assertThat(releaser.releaseDead(before, new TerminationEvidence.ProcessGone())).isZero();
    assertThat(published).isEmpty();
    assertThat(queue.state(claim.operation())).isEqualTo("running");
    assertThat(workerState()).isEqualTo("running");
    assertThat(queue.eventsOf(claim.environment())).isEmpty();
  }

  @Test
  void a_claim_that_ended_since_the_observation_is_not_released() {
    Claim ended = claimed();
    Claim running = claimed();
    ClaimOwner before = observed();
    queue.operations.succeed(ended);
    assertThat(releaser.releaseDead(before, new TerminationEvidence.ProcessGone())).isEqualTo(1);
    assertThat(published).containsExactly(running.operation() + " waiting");
    assertThat(queue.eventsOf(ended.environment())).isEmpty();
  }

  @Test
  void an_operation_is_reserved_only_if_a_terraform_process_may_be_running() {
    Claim first = claimed();
    queue.recordProcess(first, owner);
    releaser.releaseDead(observed(), new TerminationEvidence.ProcessGone());
    assertThat(isReserved(first)).isTrue();

    queue.workers.renew(owner.id());
    Claim second = claimed();
    queue.recordProcess(second, owner);
    releaser.releaseDead(observed(), new TerminationEvidence.MachineRestarted());
    assertThat(isReserved(second)).isFalse();
  }

  @Test
  void a_worker_releases_a_claim_of_its_own_once() {
    Claim claim = claimed();
    queue.recordProcess(claim, owner);
    assertThat(releaser.releaseOwn(owner, held(claim), ReleaseReason.WORKER_STOPS)).isTrue();
    assertThat(published).containsExactly(claim.operation() + " waiting");
    assertThat(queue.eventsOf(claim.environment()))
        .containsExactly(StoredEvent.of(new EventData.Released("w-1", ReleaseReason.WORKER_STOPS)));
    assertThat(isReserved(claim)).as("its Terraform may be running").isTrue();
    assertThat(workerState()).isEqualTo("running");

    assertThat(releaser.releaseOwn(owner, held(claim), ReleaseReason.WORKER_STOPS)).isFalse();
    assertThat(published).hasSize(1);
    assertThat(queue.eventsOf(claim.environment())).hasSize(1);
  }

  @Test
  void each_released_operation_is_logged_with_the_fields_of_its_claim() {
    Claim claim = claimed();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (LogCapture _ = LogCapture.to(lines)) {
      releaser.releaseDead(observed(), new TerminationEvidence.ProcessGone());
    }

    assertThat(lines.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("released to the queue; worker w-1 is dead"))
        .singleElement()
        .asString()
        .contains(claim.operation().value(), claim.environment().value());
  }
}

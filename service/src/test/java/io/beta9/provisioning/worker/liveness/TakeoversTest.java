package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class TakeoversTest {
  private final Map<Long, Long> processes = new HashMap<>();
  private TestQueue queue;
  private RegisteredWorker self;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Takeovers takeovers;
  private long nanos;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    self = queue.worker("w-self", 1, 10, "here");
    processes.put(1L, 10L);
    takeovers =
        new Takeovers(
            self,
            queue.database,
            new OwnerLivenessChecker(
                self,
                pid -> processes.getOrDefault(pid, 0L),
                PodStatusChecker.NONE,
                LeasePolicy.STANDARD),
            queue.releaser,
            new TakeoverMetrics(meters),
            () -> nanos);
  }

  @AfterEach
  void stop() {
    takeovers.close();
    queue.database.close();
  }

  private double countedTakeovers(String evidence) {
    return meters.get("provisioning.takeovers").tag("evidence", evidence).counter().count();
  }

  private Claim claimedBy(RegisteredWorker worker) {
    queue.queued();
    return queue.operations.claimNext(worker.id()).orElseThrow();
  }

  private void observeFor(Duration time) {
    long end = nanos + time.toNanos();
    while (nanos < end) {
      nanos += Duration.ofSeconds(2).toNanos();
      takeovers.check();
    }
  }

  @Test
  void releases_the_claim_of_a_dead_local_worker_and_rejects_its_writes() {
    RegisteredWorker dead = queue.worker("w-3", 7, 70, "here");
    Claim lost = claimedBy(dead);
    observeFor(Duration.ofSeconds(18));
    assertThat(queue.state(lost.operation())).isEqualTo("running");
    assertThat(countedTakeovers("process-gone")).isZero();

    observeFor(Duration.ofSeconds(6));

    assertThat(countedTakeovers("process-gone")).isEqualTo(1);
    assertThat(countedTakeovers("lease-expired")).isZero();

    assertThat(queue.state(lost.operation())).isEqualTo("waiting");
    assertThat(queue.eventsOf(lost.environment()))
        .containsExactly(
            StoredEvent.of(new EventData.WorkerDied("w-3", new TerminationEvidence.ProcessGone())));
    Claim next = queue.operations.claimNext("w-self").orElseThrow();
    assertThat(next.epoch()).isEqualTo(lost.epoch() + 1);
    assertThat(next.attempt())
        .as("a takeover does not count as an attempt")
        .isEqualTo(lost.attempt());
    assertThatThrownBy(() -> queue.operations.lockClaim(lost))
        .isInstanceOf(ClaimLostException.class);
    queue.lifecycle().recordTakeover(next);
    queue.lifecycle().recordTakeover(next);
    assertThat(queue.eventsOf(lost.environment()))
        .endsWith(StoredEvent.of(new EventData.TakenOver("w-3", "w-self")))
        .hasSize(2);
  }

  @Test
  void keeps_the_claims_of_a_suspended_local_worker_until_its_lease_expires() {
    RegisteredWorker stopped = queue.worker("w-stopped", 8, 80, "here");
    processes.put(8L, 80L);
    Claim claim = claimedBy(stopped);
    queue.recordProcess(claim, stopped);

    observeFor(LeasePolicy.STANDARD.takeoverAfter().minusSeconds(2));
    assertThat(queue.state(claim.operation())).isEqualTo("running");

    observeFor(Duration.ofSeconds(6));
    assertThat(queue.state(claim.operation())).isEqualTo("waiting");
    RegisteredWorker elsewhere = queue.worker("w-elsewhere", 1, 1, "elsewhere");
    assertThat(queue.operations.claimNext(elsewhere.id()))
        .as("its Terraform process has ended, so that any worker may resume")
        .isPresent();
  }

  @Test
  void reserves_an_operation_for_the_host_on_which_its_terraform_may_be_running() {
    RegisteredWorker dead = queue.worker("w-dead", 7, 70, "here");
    Claim lost = claimedBy(dead);
    queue.recordProcess(lost, dead);
    RegisteredWorker elsewhere = queue.worker("w-elsewhere", 1, 1, "elsewhere");
    takeovers.takeOverFromPredecessors();
    assertThat(queue.state(lost.operation())).isEqualTo("waiting");

    assertThat(queue.operations.claimNext(elsewhere.id()))
        .as("two Terraform processes would run")
        .isEmpty();

    assertThat(queue.operations.claimNext(self.id())).isPresent();
  }

  @Test
  void lets_any_worker_resume_after_the_lease_expired() {
    RegisteredWorker dead = queue.worker("w-dead", 7, 70, "here");
    Claim lost = claimedBy(dead);
    queue.recordProcess(lost, dead);
    takeovers.takeOverFromPredecessors();
    queue.worker("w-elsewhere", 1, 1, "elsewhere");
    queue
        .jdbc
        .sql("update operations set reserved_until = reserved_until - interval '13 min'")
        .update();
    assertThat(queue.operations.claimNext("w-elsewhere")).isPresent();
  }

  @Test
  void takes_nothing_over_because_the_database_was_unavailable() {
    RegisteredWorker silent = queue.worker("w-silent", 7, 70, "here");
    Claim claim = claimedBy(silent);
    observeFor(Duration.ofSeconds(18));
    queue
        .jdbc
        .sql(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()
            """)
        .query(Boolean.class)
        .list();
    queue.database.getHikariPoolMXBean().softEvictConnections();
    nanos += Duration.ofSeconds(2).toNanos();
    assertThatThrownBy(takeovers::check).isInstanceOf(DataAccessException.class);

    observeFor(Duration.ofSeconds(20));
    assertThat(queue.state(claim.operation())).isEqualTo("running");

    observeFor(Duration.ofSeconds(4));
    assertThat(queue.state(claim.operation())).isEqualTo("waiting");
  }

  @Test
  void keeps_the_claim_of_a_worker_that_renews_before_the_release() {
    RegisteredWorker slow = queue.worker("w-slow", 7, 70, "here");
    Claim claim = claimedBy(slow);
    ClaimOwner seen =
        queue.claims.owners().stream()
            .filter(o -> o.worker().equals(slow))
            .findFirst()
            .orElseThrow();
    queue.workers.renew(slow.id());

    assertThat(queue.releaser.releaseDead(seen, new TerminationEvidence.ProcessGone())).isZero();
    assertThat(queue.state(claim.operation())).isEqualTo("running");
  }

  @Test
  void takes_over_immediately_from_a_worker_that_reported_its_stop() {
    RegisteredWorker stopped = queue.worker("w-stopped", 7, 70, "elsewhere");
    Operation operation = queue.queued();
    queue.operations.claimNext(stopped.id()).orElseThrow();
    queue.workers.markStopped(stopped.id());
    takeovers.check();
    assertThat(queue.state(operation.id())).isEqualTo("waiting");
  }

  @Test
  void accepts_renewals_of_a_worker_that_was_marked_as_dead() {
    RegisteredWorker dead = queue.worker("w-dead", 7, 70, "here");
    claimedBy(dead);
    takeovers.takeOverFromPredecessors();
    assertThat(queue.claims.owners()).extracting(o -> o.worker().id()).doesNotContain("w-dead");
    queue.workers.renew("w-dead");
    assertThat(queue.claims.owners()).extracting(o -> o.worker().id()).contains("w-dead");
  }
}

package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
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
  private WorkerRepository.Identity self;
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
            queue.releases,
            () -> nanos);
  }

  @AfterEach
  void stop() {
    takeovers.close();
    queue.database.close();
  }

  private Claim claimedBy(WorkerRepository.Identity worker) {
    queue.queued();
    return queue.operations.claimNext(worker.id()).orElseThrow();
  }

  private void lookFor(Duration time) {
    long end = nanos + time.toNanos();
    while (nanos < end) {
      nanos += Duration.ofSeconds(2).toNanos();
      takeovers.look();
    }
  }

  @Test
  void a_claim_of_a_dead_neighbour_goes_back_into_the_queue_and_its_writes_fail() {
    WorkerRepository.Identity dead = queue.worker("w-3", 7, 70, "here");
    Claim lost = claimedBy(dead);
    lookFor(Duration.ofSeconds(18));
    assertThat(queue.state(lost.operation())).isEqualTo("running");

    lookFor(Duration.ofSeconds(6));

    assertThat(queue.state(lost.operation())).isEqualTo("waiting");
    assertThat(queue.told(lost.environment()))
        .containsExactly(
            "worker-died: worker w-3 died (its process is gone); the operation goes on with the"
                + " next worker that has room");
    Claim next = queue.operations.claimNext("w-self").orElseThrow();
    assertThat(next.epoch()).isEqualTo(lost.epoch() + 1);
    assertThat(next.attempt()).as("a death is no try").isEqualTo(lost.attempt());
    assertThatThrownBy(() -> queue.operations.hold(lost)).isInstanceOf(ClaimLostException.class);
    queue.ledger().takenOver(next);
    queue.ledger().takenOver(next);
    assertThat(queue.told(lost.environment()))
        .endsWith("taken-over: the operation of worker w-3 goes on with w-self")
        .hasSize(2);
  }

  @Test
  void a_neighbour_that_is_only_stopped_keeps_its_claims_until_its_promise_has_run_out() {
    WorkerRepository.Identity stopped = queue.worker("w-stopped", 8, 80, "here");
    processes.put(8L, 80L);
    Claim claim = claimedBy(stopped);
    queue.childOf(claim, stopped);

    lookFor(LeasePolicy.STANDARD.keptAfter().minusSeconds(2));
    assertThat(queue.state(claim.operation())).isEqualTo("running");

    lookFor(Duration.ofSeconds(6));
    assertThat(queue.state(claim.operation())).isEqualTo("waiting");
    WorkerRepository.Identity elsewhere = queue.worker("w-elsewhere", 1, 1, "elsewhere");
    assertThat(queue.operations.claimNext(elsewhere.id()))
        .as("its Terraform has been ended, so that anybody may go on")
        .isPresent();
  }

  @Test
  void what_a_living_terraform_may_still_work_on_goes_on_where_it_lives() {
    WorkerRepository.Identity dead = queue.worker("w-dead", 7, 70, "here");
    Claim lost = claimedBy(dead);
    queue.childOf(lost, dead);
    WorkerRepository.Identity elsewhere = queue.worker("w-elsewhere", 1, 1, "elsewhere");
    takeovers.fromPredecessors();
    assertThat(queue.state(lost.operation())).isEqualTo("waiting");

    assertThat(queue.operations.claimNext(elsewhere.id())).as("two Terraforms would run").isEmpty();

    assertThat(queue.operations.claimNext(self.id())).isPresent();
  }

  @Test
  void after_a_promise_anybody_may_go_on() {
    WorkerRepository.Identity dead = queue.worker("w-dead", 7, 70, "here");
    Claim lost = claimedBy(dead);
    queue.childOf(lost, dead);
    takeovers.fromPredecessors();
    queue.worker("w-elsewhere", 1, 1, "elsewhere");
    queue
        .jdbc
        .sql("update operations set reserved_until = reserved_until - interval '13 min'")
        .update();
    assertThat(queue.operations.claimNext("w-elsewhere")).isPresent();
  }

  @Test
  void a_database_that_was_away_makes_nobody_look_dead() {
    WorkerRepository.Identity silent = queue.worker("w-silent", 7, 70, "here");
    Claim claim = claimedBy(silent);
    lookFor(Duration.ofSeconds(18));
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
    assertThatThrownBy(takeovers::look).isInstanceOf(DataAccessException.class);

    lookFor(Duration.ofSeconds(20));
    assertThat(queue.state(claim.operation())).isEqualTo("running");

    lookFor(Duration.ofSeconds(4));
    assertThat(queue.state(claim.operation())).isEqualTo("waiting");
  }

  @Test
  void a_sign_of_life_between_the_look_and_the_release_keeps_the_claim() {
    WorkerRepository.Identity slow = queue.worker("w-slow", 7, 70, "here");
    Claim claim = claimedBy(slow);
    ClaimOwner seen =
        queue.claims.owners().stream()
            .filter(o -> o.worker().equals(slow))
            .findFirst()
            .orElseThrow();
    queue.workers.renew(slow.id());

    assertThat(queue.releases.ofDead(seen, new TerminationEvidence.ProcessGone())).isZero();
    assertThat(queue.state(claim.operation())).isEqualTo("running");
  }

  @Test
  void who_said_that_it_stopped_is_believed_at_once() {
    WorkerRepository.Identity gone = queue.worker("w-gone", 7, 70, "elsewhere");
    Operation operation = queue.queued();
    queue.operations.claimNext(gone.id()).orElseThrow();
    queue.workers.stopped(gone.id());
    takeovers.look();
    assertThat(queue.state(operation.id())).isEqualTo("waiting");
  }

  @Test
  void one_that_was_taken_for_dead_and_lives_may_work_again() {
    WorkerRepository.Identity dead = queue.worker("w-dead", 7, 70, "here");
    claimedBy(dead);
    takeovers.fromPredecessors();
    assertThat(queue.claims.owners()).extracting(o -> o.worker().id()).doesNotContain("w-dead");
    queue.workers.renew("w-dead");
    assertThat(queue.claims.owners()).extracting(o -> o.worker().id()).contains("w-dead");
  }
}

package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The fence between two connections: while one transaction holds a claim, no other one takes it
 * over; once it was taken over, nothing more is written under it.
 */
class FenceTest {
  /** The SQL state of a lock timeout and of {@code nowait}. */
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static HikariDataSource database;
  private static TestQueue queue;
  private RegisteredWorker owner;
  private RegisteredWorker successor;

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
    successor = queue.worker("w-2", 2, 20, "there");
  }

  private Claim claimed() {
    queue.queued();
    return queue.operations.claimNext(owner.id()).orElseThrow();
  }

  private static ClaimRepository.HeldClaim standing(Claim claim) {
    return new ClaimRepository.HeldClaim(
        claim.operation(), claim.environment(), claim.tenant(), claim.epoch(), false);
  }

  private ClaimOwner observed(RegisteredWorker worker) {
    return queue.claims.owners().stream()
        .filter(other -> other.worker().id().equals(worker.id()))
        .findFirst()
        .orElseThrow();
  }

  /** Runs the work in a transaction of a second connection that waits for no lock. */
  private static void onImpatientConnection(Consumer<JdbcClient> work) {
    try (Connection connection = database.getConnection()) {
      JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      jdbc.sql("set lock_timeout = '1ms'").update();
      try {
        work.accept(jdbc);
      } finally {
        jdbc.sql("reset lock_timeout").update();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asserts that the statement would have to wait for a lock. */
  private static void assertBlocked(ThrowingCallable statement) {
    assertThatThrownBy(statement)
        .rootCause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(LOCK_NOT_AVAILABLE));
  }

  /** Asserts that the row is locked by the transaction of the caller. */
  private static void assertLocked(String table, String key, String value) {
    onImpatientConnection(
        jdbc ->
            assertBlocked(
                () ->
                    jdbc.sql(
                            "select 1 from %s where %s = :value for update nowait"
                                .formatted(table, key))
                        .param("value", value)
                        .query(Integer.class)
                        .list()));
  }

  private void inTransaction(Runnable work) {
    queue.transactions.executeWithoutResult(status -> work.run());
  }

  @Test
  void no_other_connection_takes_a_claim_over_while_a_transaction_holds_it() {
    Claim claim = claimed();
    inTransaction(
        () -> {
          queue.operations.lockClaim(claim);
          onImpatientConnection(
              jdbc ->
                  assertBlocked(
                      () -> new ClaimRepository(jdbc).release(standing(claim), owner, null)));
          queue.operations.succeed(claim);
        });
    assertThat(queue.state(claim.operation())).isEqualTo("succeeded");
    assertThat(queue.claims.release(standing(claim), owner, null)).isFalse();
  }

  @Test
  void holding_a_claim_waits_for_a_takeover_in_progress_and_then_fails() throws Exception {
    Claim claim = claimed();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?>[] holder = new Future<?>[1];
      inTransaction(
          () -> {
            assertThat(queue.claims.release(standing(claim), owner, null)).isTrue();
            onImpatientConnection(
                jdbc -> assertBlocked(() -> new OperationRepository(jdbc).lockClaim(claim)));
            holder[0] =
                threads.submit(() -> inTransaction(() -> queue.operations.lockClaim(claim)));
          });
      assertThatThrownBy(holder[0]::get).hasCauseInstanceOf(ClaimLostException.class);
    }
  }

  @Test
  void a_claim_is_held_only_with_its_own_operation_epoch_and_worker_and_while_it_runs() {
    Claim claim = claimed();
    queue.operations.lockClaim(claim);
    for (Claim wrong :
        new Claim[] {
          with(claim, claim.worker(), claim.epoch() - 1),
          with(claim, claim.worker(), claim.epoch() + 1),
          with(claim, successor.id(), claim.epoch())
        }) {
      assertThatThrownBy(() -> queue.operations.lockClaim(wrong))
          .isInstanceOf(ClaimLostException.class);
    }
    queue.claims.release(standing(claim), owner, null);
    assertThatThrownBy(() -> queue.operations.lockClaim(claim))
        .isInstanceOf(ClaimLostException.class);
  }

  private static Claim with(Claim claim, String worker, long epoch) {
    return new Claim(
        claim.operation(),
        claim.environment(),
        claim.tenant(),
        claim.kind(),
        worker,
        epoch,
        claim.attempt());
  }

  @Test
  void a_heartbeat_does_not_arrive_between_the_check_of_a_silent_worker_and_its_release() {
    claimed();
    ClaimOwner observed = observed(owner);
    inTransaction(
        () -> {
          assertThat(queue.claims.lockIfUnchanged(observed)).isTrue();
          onImpatientConnection(
              jdbc -> assertBlocked(() -> new WorkerRepository(jdbc).renew(owner.id())));
        });
    queue.workers.renew(owner.id());
    assertThat(queue.claims.lockIfUnchanged(observed)).isFalse();
    assertThat(queue.claims.lockIfUnchanged(observed(owner))).isTrue();
    queue.workers.markDraining(owner.id());
    assertThat(queue.claims.lockIfUnchanged(observed)).isFalse();
  }

  @Test
  void repositories_lock_the_rows_that_they_are_documented_to_lock() {
    Claim claim = claimed();
    inTransaction(
        () -> {
          queue.operations.lockClaim(claim);
          assertLocked("operations", "id", claim.operation().value());
        });
    inTransaction(
        () -> {
          queue.environments.lock(claim.tenant(), claim.environment()).orElseThrow();
          assertLocked("environments", "id", claim.environment().value());
        });
    inTransaction(
        () -> {
          new CancelRepository(queue.jdbc)
              .lockActive(claim.tenant(), claim.environment())
              .orElseThrow();
          assertLocked("operations", "id", claim.operation().value());
        });
    RegionCircuitRepository circuits = new RegionCircuitRepository(queue.jdbc);
    circuits.lock("us-east-1");
    inTransaction(
        () -> {
          circuits.lock("us-east-1");
          assertLocked("region_circuits", "region", "us-east-1");
        });
  }

  @Test
  void a_claim_skips_an_operation_that_another_worker_is_claiming() {
    Operation first = queue.queued();
    Operation second = queue.queued();
    inTransaction(
        () -> {
          assertThat(queue.operations.claimNext(owner.id()).orElseThrow().operation())
              .isEqualTo(first.id());
          onImpatientConnection(
              jdbc ->
                  assertThat(
                          new OperationRepository(jdbc)
                              .claimNext(successor.id())
                              .orElseThrow()
                              .operation())
                      .isEqualTo(second.id()));
        });
    assertThat(queue.state(first.id())).isEqualTo("running");
    assertThat(queue.state(second.id())).isEqualTo("running");
  }

  @Test
  void reading_an_environment_locks_nothing() {
    Claim claim = claimed();
    inTransaction(
        () -> {
          queue.environments.find(claim.tenant(), claim.environment()).orElseThrow();
          onImpatientConnection(
              jdbc ->
                  assertThat(
                          jdbc.sql("select 1 from environments where id = :id for update nowait")
                              .param("id", claim.environment().value())
                              .query(Integer.class)
                              .list())
                      .hasSize(1));
        });
  }
}

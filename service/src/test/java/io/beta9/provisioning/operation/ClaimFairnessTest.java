package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.TenantRepository;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How claims are divided among tenants: running operations, weights and limits. */
class ClaimFairnessTest {
  private HikariDataSource database;
  private JdbcClient jdbc;
  private TenantRepository tenants;
  private int operations;

  @BeforeEach
  void start() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    tenants = new TenantRepository(jdbc);
    jdbc.sql("insert into tenants (id) values ('a'), ('b'), ('c')").update();
    new WorkerRepository(jdbc).register(RegisteredWorkers.named("w-1"));
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void a_thousand_waiting_operations_of_a_tenant_delay_another_one_by_at_most_one_slot() {
    OperationRepository queue = queue(null);
    waiting("a", 1_000);
    List<Claim> slots = new ArrayList<>();
    for (int slot = 0; slot < 4; slot++) {
      slots.add(queue.claimNext("w-1").orElseThrow());
    }
    assertThat(slots).allMatch(claim -> claim.tenant().equals(new TenantId("a")));

    for (int round = 0; round < 10; round++) {
      waiting("b", 1);
      release(slots.removeFirst());

      Claim next = queue.claimNext("w-1").orElseThrow();

      assertThat(next.tenant()).as("round %d", round).isEqualTo(new TenantId("b"));
      queue.succeed(next);
      slots.add(queue.claimNext("w-1").orElseThrow());
    }
  }

  @Test
  void divides_slots_in_proportion_to_the_weights() {
    assertThat(tenants.setClaimWeight(new TenantId("b"), 3)).isTrue();
    waiting("a", 20);
    waiting("b", 20);
    OperationRepository queue = queue(null);

    claim(queue, 4);
    assertThat(running("a")).isEqualTo(1);
    assertThat(running("b")).isEqualTo(3);
    claim(queue, 8);
    assertThat(running("a")).isEqualTo(3);
    assertThat(running("b")).isEqualTo(9);
  }

  @Test
  void prefers_a_tenant_without_running_operations_whatever_the_weights() {
    tenants.setClaimWeight(new TenantId("a"), 1_000);
    waiting("a", 5);
    OperationRepository queue = queue(null);
    claim(queue, 1);
    waiting("b", 1);

    assertThat(queue.claimNext("w-1").map(Claim::tenant)).contains(new TenantId("b"));
  }

  @Test
  void claims_up_to_the_limit_of_the_installation() {
    waiting("a", 5);
    OperationRepository queue = queue(2);

    claim(queue, 2);
    assertThat(queue.claimNext("w-1")).isEmpty();
    waiting("b", 5);
    claim(queue, 2);
    assertThat(queue.claimNext("w-1")).isEmpty();

    assertThat(running("a")).isEqualTo(2);
    assertThat(running("b")).isEqualTo(2);
  }

  @Test
  void continues_when_an_operation_of_a_tenant_at_its_limit_ends() {
    waiting("a", 2);
    OperationRepository queue = queue(1);
    Claim first = queue.claimNext("w-1").orElseThrow();
    assertThat(queue.claimNext("w-1")).isEmpty();

    queue.succeed(first);

    assertThat(queue.claimNext("w-1")).isPresent();
  }

  @Test
  void the_own_limit_of_a_tenant_replaces_that_of_the_installation() {
    assertThat(tenants.setRunningLimit(new TenantId("a"), 3)).isTrue();
    tenants.setRunningLimit(new TenantId("b"), 1);
    waiting("a", 5);
    waiting("b", 5);
    waiting("c", 5);

    claim(queue(2), 6);
    assertThat(queue(2).claimNext("w-1")).isEmpty();
    assertThat(List.of(running("a"), running("b"), running("c"))).containsExactly(3, 1, 2);

    tenants.setRunningLimit(new TenantId("b"), null);
    claim(queue(2), 1);
    assertThat(running("b")).isEqualTo(2);
    assertThat(queue(2).claimNext("w-1")).isEmpty();
  }

  @Test
  void a_tenant_at_its_limit_does_not_hide_the_operations_of_others() {
    tenants.setRunningLimit(new TenantId("a"), 1);
    waiting("a", NextOperationQuery.OLDEST + 10);
    OperationRepository queue = queue(null);
    claim(queue, 1);
    waiting("b", 3);

    claim(queue, 3);

    assertThat(running("b")).isEqualTo(3);
    assertThat(queue.claimNext("w-1")).isEmpty();
  }

  @Test
  void claims_at_the_same_time_do_not_exceed_the_limit() throws Exception {
    int claimants = 8;
    waiting("a", 200);
    waiting("b", 200);
    tenants.setRunningLimit(new TenantId("a"), 3);
    OperationRepository queue = queue(5);
    CyclicBarrier start = new CyclicBarrier(claimants);
    Callable<Integer> claimant =
        () -> {
          start.await();
          int claimed = 0;
          for (int i = 0; i < 10; i++) {
            claimed += queue.claimNext("w-1").isPresent() ? 1 : 0;
          }
          return claimed;
        };
    int claimed = 0;
    try (var threads = Executors.newFixedThreadPool(claimants)) {
      for (Future<Integer> one :
          threads.invokeAll(IntStream.range(0, claimants).mapToObj(i -> claimant).toList())) {
        claimed += one.get();
      }
    }

    assertThat(running("a")).isEqualTo(3);
    assertThat(running("b")).isEqualTo(5);
    assertThat(claimed).isEqualTo(8);
  }

  @Test
  void a_claim_waits_for_the_outcome_of_another_one_of_the_same_limited_tenant() throws Exception {
    tenants.setRunningLimit(new TenantId("a"), 1);
    waiting("a", 2);
    waiting("b", 1);
    TransactionTemplate transactions =
        new TransactionTemplate(new JdbcTransactionManager(database));
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Optional<Claim>> second =
          transactions.execute(
              status -> {
                assertThat(queue(null).claimNext("w-1").map(Claim::tenant))
                    .contains(new TenantId("a"));
                Future<Optional<Claim>> other = threads.submit(() -> queue(null).claimNext("w-1"));
                awaitLockWaiterOr(other::isDone);
                return other;
              });

      assertThat(second.get().map(Claim::tenant)).contains(new TenantId("b"));
    }
    assertThat(running("a")).isEqualTo(1);
  }

  private void awaitLockWaiterOr(BooleanSupplier done) {
    Awaitility.await()
        .until(
            () ->
                done.getAsBoolean()
                    || jdbc.sql(
                                """
                                select count(*) from pg_stat_activity
                                 where datname = current_database() and wait_event_type = 'Lock'
                                """)
                            .query(Integer.class)
                            .single()
                        > 0);
  }

  private OperationRepository queue(@Nullable Integer limit) {
    return new OperationRepository(jdbc, limit);
  }

  private void waiting(String tenant, int number) {
    jdbc.sql(
            """
            with seeded as (
              insert into environments (id, tenant_id, name, status, cloud_provider, region,
                account_id, meta_config, infra_model, state_backend_config, created_by)
              select 'env_' || lpad(to_hex(i), 12, '0'), :tenant, 'e' || i, 'queued', 'aws',
                     'us-east-1', '1', '{}', '{}', '{}', 'test'
                from generate_series(:from, :to) as i
              returning id)
            insert into operations (id, environment_id, tenant_id, kind, requested_by, created_at)
            select 'op_' || substr(id, 5), id, :tenant, 'provision', 'test',
                   timestamptz '2026-01-01' + make_interval(
                     secs => :from + row_number() over (order by id))
              from seeded
            """)
        .param("tenant", tenant)
        .param("from", operations)
        .param("to", operations + number - 1)
        .update();
    operations += number;
    jdbc.sql("analyze").update();
  }

  private void release(Claim claim) {
    new OperationRepository(jdbc).succeed(claim);
  }

  private static void claim(OperationRepository queue, int number) {
    for (int i = 0; i < number; i++) {
      Optional<Claim> claim = queue.claimNext("w-1");
      assertThat(claim).as("claim %d", i + 1).isPresent();
    }
  }

  private int running(String tenant) {
    return jdbc.sql(
            "select count(*) from operations where tenant_id = :tenant and state = 'running'")
        .param("tenant", tenant)
        .query(Integer.class)
        .single();
  }
}

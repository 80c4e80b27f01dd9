package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OperationRepositoryTest {
  private static final Failure THROTTLED =
      Failure.of(FailureCode.THROTTLED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered Throttling");

  private static HikariDataSource database;
  private static JdbcClient jdbc;
  private static OperationRepository operations;
  private static TransactionTemplate transactions;
  private static final Random random = new Random(7);

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    operations = new OperationRepository(jdbc);
    transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    for (String tenant : List.of("acme", "other")) {
      jdbc.sql("insert into tenants (id) values (:id)").param("id", tenant).update();
    }
    for (String worker : List.of("w-1", "w-2")) {
      new WorkerRepository(jdbc).register(RegisteredWorkers.named(worker));
    }
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void clear() {
    jdbc.sql("delete from operations").update();
    jdbc.sql("delete from environments").update();
  }

  private static Operation queued(String tenant) {
    EnvironmentId environment = EnvironmentId.random(random);
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by)
            values (:id, :tenant, :id, 'queued', 'aws', 'us-east-1', '123456789012', '{}', '{}', '{}', 't')
            """)
        .param("id", environment.value())
        .param("tenant", tenant)
        .update();
    Operation operation =
        new Operation(
            OperationId.random(random),
            environment,
            new TenantId(tenant),
            OperationKind.PROVISION,
            1,
            "test",
            Instant.EPOCH);
    operations.insert(operation);
    return operation;
  }

  private static void held(Claim claim, Runnable work) {
    transactions.executeWithoutResult(
        status -> {
          operations.lockClaim(claim);
          work.run();
        });
  }

  private static void released(String worker) {
    ClaimRepository claims = new ClaimRepository(jdbc);
    ClaimRepository.ClaimOwner owner =
        claims.owners().stream()
            .filter(o -> o.worker().id().equals(worker))
            .findFirst()
            .orElseThrow();
    owner
        .claims()
        .forEach(claim -> assertThat(claims.release(claim, owner.worker(), null)).isTrue());
  }

  @Test
  void allows_one_active_operation_per_environment() {
    Operation first = queued("acme");
    Operation second =
        new Operation(
            OperationId.random(random),
            first.environment(),
            first.tenant(),
            OperationKind.DESTROY,
            1,
            "test",
            Instant.EPOCH);
    assertThatThrownBy(() -> operations.insert(second))
        .isInstanceOf(EnvironmentBusyException.class);
    Claim claim = operations.claimNext("w-1").orElseThrow();
    assertThatThrownBy(() -> operations.insert(second))
        .isInstanceOf(EnvironmentBusyException.class);
    held(claim, () -> operations.succeed(claim));
    operations.insert(second);
  }

  @Test
  void rejects_writes_of_a_claim_with_an_older_epoch() {
    queued("acme");
    Claim old = operations.claimNext("w-1").orElseThrow();
    released("w-1");
    Claim current = operations.claimNext("w-2").orElseThrow();
    assertThat(current.epoch()).isEqualTo(old.epoch() + 1);
    for (Runnable write :
        new Runnable[] {
          () -> operations.succeed(old),
          () -> operations.fail(old, THROTTLED),
          () -> operations.postpone(old, THROTTLED, Duration.ZERO),
          () -> operations.lockClaim(old)
        }) {
      assertThatThrownBy(write::run).isInstanceOf(ClaimLostException.class);
    }
    held(current, () -> operations.succeed(current));
  }

  @Test
  void claims_a_postponed_operation_after_its_pause_and_counts_the_attempt() {
    queued("acme");
    Claim first = operations.claimNext("w-1").orElseThrow();
    held(first, () -> operations.postpone(first, THROTTLED, Duration.ofHours(1)));
    assertThat(operations.claimNext("w-1")).isEmpty();
    assertThat(operations.due(10)).isEmpty();
    jdbc.sql("update operations set not_before = now()").update();
    assertThat(operations.claimNext("w-1").orElseThrow().attempt()).isEqualTo(2);
  }

  @Test
  void claims_for_the_tenant_with_the_fewest_running_operations_first() {
    queued("acme");
    queued("acme");
    Operation late = queued("other");
    operations.claimNext("w-1").orElseThrow();
    assertThat(operations.claimNext("w-1").orElseThrow().operation()).isEqualTo(late.id());
  }

  @Test
  void claims_for_the_tenant_that_has_waited_longest_if_none_has_running_operations() {
    Operation early = queued("other");
    queued("acme");
    assertThat(operations.claimNext("w-1").orElseThrow().operation()).isEqualTo(early.id());
  }

  @Test
  void keeps_completed_steps_across_claims() {
    queued("acme");
    Claim first = operations.claimNext("w-1").orElseThrow();
    held(
        first,
        () -> {
          operations.stepStarted(first, "plan");
          operations.stepCompleted(first, "plan");
          operations.stepStarted(first, "apply");
        });
    released("w-1");
    Claim second = operations.claimNext("w-2").orElseThrow();
    assertThat(operations.completedSteps(second)).containsExactly("plan");
  }

  @Test
  void gives_each_operation_to_exactly_one_of_many_claimants() throws Exception {
    int many = 500;
    for (int i = 0; i < many; i++) {
      queued(i % 3 == 0 ? "other" : "acme");
    }
    Map<OperationId, String> done = new ConcurrentHashMap<>();
    List<Future<?>> claimants = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        String worker = i % 2 == 0 ? "w-1" : "w-2";
        claimants.add(
            threads.submit(
                () -> {
                  while (done.size() < many) {
                    operations
                        .claimNext(worker)
                        .ifPresent(
                            claim -> {
                              assertThat(done.put(claim.operation(), worker)).isNull();
                              held(claim, () -> operations.succeed(claim));
                            });
                  }
                }));
      }
      for (Future<?> claimant : claimants) {
        claimant.get();
      }
    }
    assertThat(
            jdbc.sql("select count(*) from operations where state = 'succeeded' and epoch = 1")
                .query(Integer.class)
                .single())
        .isEqualTo(many);
  }
}

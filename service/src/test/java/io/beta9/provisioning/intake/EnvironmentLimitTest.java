package io.beta9.provisioning.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.TenantRepository;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.MetaConfigs;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The limit of environments of a tenant, and the idempotency keys of its requests. */
class EnvironmentLimitTest {
  private static final Caller ACME = new Caller(new TenantId("acme"), "key-1", "ann");
  private static final Caller OTHER = new Caller(new TenantId("other"), "key-2", "bob");

  private HikariDataSource database;
  private TestQueue queue;
  private EnvironmentRequests requests;

  @BeforeEach
  void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    RegisteredAccounts.verified(queue.jdbc, "acme");
    RegisteredAccounts.verified(
        queue.jdbc, "other", SimulatedAccount.target("Beta9", "other-external-id"));
    requests =
        new EnvironmentRequests(
            new EnvironmentRequests.IntakeRepositories(
                queue.jdbc, queue.transactions, queue.environments, queue.operations, queue.events),
            TestQueue.NO_NOTIFICATIONS,
            JsonMapper.shared(),
            Settings.from(Map.of("MAX_ENVIRONMENTS_PER_TENANT", "2")),
            Clock.systemUTC(),
            new Random(5));
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private Environment create(Caller caller, String name) {
    return requests.create(
        caller, MetaConfigs.valid(MetaConfigs.SMALL.replace("name: demo", "name: " + name)), null);
  }

  private static IdempotencyKey key(String key, String body) {
    return IdempotencyKey.of(key, "POST /", body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void rejects_an_environment_above_the_limit_of_the_tenant() {
    Environment first = create(ACME, "first");
    create(ACME, "second");
    assertThatThrownBy(() -> create(ACME, "third")).isInstanceOf(EnvironmentLimitException.class);
    assertThat(queue.environments.countNotDestroyed(ACME.tenant())).isEqualTo(2);

    create(OTHER, "first");

    queue
        .jdbc
        .sql("update environments set status = 'destroyed' where id = :id")
        .param("id", first.id().value())
        .update();
    create(ACME, "third");
    assertThatThrownBy(() -> create(ACME, "fourth")).isInstanceOf(EnvironmentLimitException.class);
  }

  @Test
  void a_limit_of_the_tenant_s_own_takes_precedence() {
    TenantRepository tenants = new TenantRepository(queue.jdbc);
    assertThat(tenants.setEnvironmentLimit(ACME.tenant(), 1)).isTrue();
    create(ACME, "first");
    assertThatThrownBy(() -> create(ACME, "second"))
        .isInstanceOf(EnvironmentLimitException.class)
        .hasMessageContaining("1");
    create(OTHER, "first");
    create(OTHER, "second");

    tenants.setEnvironmentLimit(ACME.tenant(), null);
    create(ACME, "second");
    assertThatThrownBy(() -> create(ACME, "third")).isInstanceOf(EnvironmentLimitException.class);
    assertThat(tenants.setEnvironmentLimit(new TenantId("absent"), 1)).isFalse();
  }

  /** Two API processes share nothing but the database, so threads with a pool each are enough. */
  @Test
  void concurrent_requests_do_not_exceed_the_limit() throws Exception {
    int requested = 16;
    CyclicBarrier barrier = new CyclicBarrier(requested);
    AtomicInteger rejected = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < requested; i++) {
        String name = "n" + i;
        all.add(
            threads.submit(
                () -> {
                  barrier.await();
                  try {
                    create(ACME, name);
                  } catch (EnvironmentLimitException e) {
                    rejected.incrementAndGet();
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(queue.environments.countNotDestroyed(ACME.tenant())).isEqualTo(2);
    assertThat(rejected).hasValue(requested - 2);
  }

  @Test
  void an_idempotency_key_is_known_only_to_its_tenant_and_only_for_the_same_request() {
    IdempotencyRepository keys = new IdempotencyRepository(queue.jdbc);
    EnvironmentId id = create(ACME, "first").id();
    OperationId operation =
        queue
            .jdbc
            .sql("select id from operations")
            .query((row, number) -> new OperationId(row.getString("id")))
            .single();
    keys.save(ACME.tenant(), key("k", "body"), id, operation);

    assertThat(keys.find(ACME.tenant(), key("k", "body"))).contains(id);
    assertThat(keys.find(OTHER.tenant(), key("k", "body"))).isEmpty();
    assertThat(keys.find(ACME.tenant(), key("other", "body"))).isEmpty();
    assertThatThrownBy(() -> keys.find(ACME.tenant(), key("k", "another body")))
        .isInstanceOf(IdempotencyKeyReusedException.class);
    assertThatThrownBy(() -> keys.save(ACME.tenant(), key("k", "body"), id, operation))
        .isInstanceOf(IdempotencyRepository.ConcurrentRequestException.class);
  }
}

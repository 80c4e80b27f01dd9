package io.beta9.provisioning.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.account.FakeRoles;
import io.beta9.provisioning.account.LegacyAccountRepository;
import io.beta9.provisioning.account.RoleVerification;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigs;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** Which requests the state of an account allows. */
class AccountsOfEnvironmentsTest {
  private static final Caller ACME = new Caller(new TenantId("acme"), "key-1", "ann");
  private static final CloudTarget TARGET = SimulatedAccount.TARGET;

  private HikariDataSource database;
  private TestQueue queue;
  private EnvironmentRequests requests;
  private AccountRequests accounts;

  @BeforeEach
  void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    requests =
        new EnvironmentRequests(
            new EnvironmentRequests.IntakeRepositories(
                queue.jdbc, queue.transactions, queue.environments, queue.operations, queue.events),
            TestQueue.NO_NOTIFICATIONS,
            JsonMapper.shared(),
            Settings.from(Map.of()),
            Clock.systemUTC(),
            new Random(5));
    AccountRepositories repositories =
        new AccountRepositories(queue.jdbc, queue.transactions, queue.events);
    FakeRoles roles = new FakeRoles();
    accounts =
        new AccountRequests(
            repositories,
            new AccountVerifier(repositories, new RoleVerification(roles, new Random(6))),
            roles,
            false,
            new Random(7));
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private static MetaConfig config(String name) {
    return MetaConfigs.valid(MetaConfigs.SMALL.replace("name: demo", "name: " + name));
  }

  private Environment create(String name) {
    return requests.create(ACME, config(name), null);
  }

  private void state(AccountState state) {
    queue.jdbc.sql("update accounts set state = :state").param("state", state.code()).update();
  }

  /** Sets the status, as if the environment's operation had ended. */
  private void ended(String status, OperationKind kind) {
    queue
        .jdbc
        .sql("update operations set state = 'failed', kind = :kind, finished_at = now()")
        .param("kind", kind.code())
        .update();
    queue.jdbc.sql("update environments set status = :status").param("status", status).update();
  }

  private static FailureCode codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(FailureException.class, call).failure().code();
  }

  @Test
  void creates_an_environment_in_a_verified_account_with_its_role_and_external_id() {
    RegisteredAccounts.verified(queue.jdbc, "acme");

    Environment environment = create("demo");

    assertThat(environment.target()).isEqualTo(TARGET);
    assertThat(environment.access().state()).isEqualTo(AccountState.VERIFIED);
    assertThat(environment.metaConfig().text()).doesNotContain("role_arn", "external_id");
    // For workers that know no accounts.
    assertThat(
            queue
                .jdbc
                .sql("select meta_config #>> '{cloud,external_id}' from environments")
                .query(String.class)
                .single())
        .isEqualTo(TARGET.externalId());
  }

  @Test
  void creates_nothing_in_an_account_that_is_not_registered() {
    FailureException e = catchThrowableOfType(FailureException.class, () -> create("demo"));

    assertThat(e.failure().code()).isEqualTo(FailureCode.ACCOUNT_NOT_REGISTERED);
    assertThat(e.failure().next()).contains("./provisioner accounts add 123456789012");
    assertThat(queue.environments.countNotDestroyed(ACME.tenant())).isZero();
  }

  @Test
  void creates_nothing_in_the_account_of_another_tenant() {
    RegisteredAccounts.verified(queue.jdbc, "other");

    assertThat(codeOf(() -> create("demo"))).isEqualTo(FailureCode.ACCOUNT_NOT_REGISTERED);
  }

  @ParameterizedTest
  @EnumSource(names = {"PENDING", "FAILED", "SUSPENDED", "LEGACY"})
  void creates_nothing_in_an_account_that_is_not_verified(AccountState state) {
    RegisteredAccounts.verified(queue.jdbc, "acme");
    state(state);

    assertThat(codeOf(() -> create("demo")))
        .isEqualTo(
            switch (state) {
              case SUSPENDED -> FailureCode.ACCOUNT_SUSPENDED;
              case LEGACY -> FailureCode.ACCOUNT_LEGACY;
              default -> FailureCode.ACCOUNT_NOT_VERIFIED;
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"PENDING", "FAILED", "LEGACY"})
  void updates_and_retries_environments_of_an_account_that_is_not_verified(AccountState state) {
    RegisteredAccounts.verified(queue.jdbc, "acme");
    Environment environment = create("demo");
    state(state);

    ended("failed", OperationKind.PROVISION);
    requests.retry(ACME, environment.id(), null);
    ended("ready", OperationKind.PROVISION);
    Environment updated =
        new UpdateRequests(requests).update(ACME, environment.id(), config("demo"), Set.of(), null);

    assertThat(updated.target()).isEqualTo(TARGET);
  }

  @Test
  void changes_nothing_in_a_suspended_account() {
    RegisteredAccounts.verified(queue.jdbc, "acme");
    Environment environment = create("demo");
    state(AccountState.SUSPENDED);

    ended("failed", OperationKind.PROVISION);
    assertThat(codeOf(() -> requests.retry(ACME, environment.id(), null)))
        .isEqualTo(FailureCode.ACCOUNT_SUSPENDED);
    ended("ready", OperationKind.PROVISION);
    UpdateRequests updates = new UpdateRequests(requests);
    assertThat(codeOf(() -> updates.update(ACME, environment.id(), config("demo"), Set.of(), null)))
        .isEqualTo(FailureCode.ACCOUNT_SUSPENDED);
    BootstrapRequests bootstraps =
        new BootstrapRequests(
            requests, new io.beta9.provisioning.operation.CompletedSteps(queue.jdbc));
    assertThat(codeOf(() -> bootstraps.bootstrap(ACME, environment.id(), null)))
        .isEqualTo(FailureCode.ACCOUNT_SUSPENDED);
  }

  @ParameterizedTest
  @EnumSource
  void destroys_environments_in_every_state_of_the_account(AccountState state) {
    RegisteredAccounts.verified(queue.jdbc, "acme");
    Environment environment = create("demo");
    state(state);

    ended("ready", OperationKind.PROVISION);
    requests.destroy(ACME, environment.id(), null);
    ended("failed", OperationKind.DESTROY);
    Environment retried = requests.retry(ACME, environment.id(), null);

    assertThat(retried.status().code()).isEqualTo("destroy_queued");
    assertThat(retried.target()).isEqualTo(TARGET);
  }

  @Test
  void environments_of_a_legacy_account_keep_the_external_id_they_were_created_with() {
    Environment old =
        queue
            .environments
            .find(ACME.tenant(), queue.queued(OperationKind.PROVISION, "failed").environment())
            .orElseThrow();
    queue
        .jdbc
        .sql(
            """
            update environments
               set meta_config = jsonb_set(meta_config, '{cloud,external_id}', '"x-1"')
            """)
        .update();
    new LegacyAccountRepository(queue.jdbc).linkUnregistered();
    queue.jdbc.sql("update accounts set external_id = 'that of another environment'").update();
    queue.jdbc.sql("update operations set state = 'failed', finished_at = now()").update();

    requests.retry(ACME, old.id(), null);

    Environment retried = queue.environments.find(ACME.tenant(), old.id()).orElseThrow();
    assertThat(retried.access().state()).isEqualTo(AccountState.LEGACY);
    assertThat(retried.target().externalId()).isEqualTo("x-1");
    FailureException e = catchThrowableOfType(FailureException.class, () -> create("second"));
    assertThat(e.failure().code()).isEqualTo(FailureCode.ACCOUNT_LEGACY);
    assertThat(e.failure().parameter(FailureParameter.ROLE)).contains(retried.target().roleArn());
  }

  @Test
  void an_account_is_either_removed_or_has_an_environment_when_both_are_requested_simultaneously()
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 30; round++) {
        String name = "demo-" + round;
        String account = RegisteredAccounts.verified(queue.jdbc, "acme").account().value();
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<Boolean>> outcomes =
            threads.invokeAll(
                List.of(
                    attempt(start, () -> create(name)),
                    attempt(start, () -> accounts.remove(ACME, account))));

        boolean isCreated = outcomes.get(0).get();
        assertThat(outcomes.get(1).get()).isNotEqualTo(isCreated);
        assertThat(rows("accounts")).isEqualTo(isCreated ? 1 : 0);
        assertThat(queue.environments.countNotDestroyed(ACME.tenant()))
            .isEqualTo(isCreated ? 1 : 0);
        queue.jdbc.sql("delete from idempotency_keys").update();
        queue.jdbc.sql("delete from events").update();
        queue.jdbc.sql("delete from operations").update();
        queue.jdbc.sql("delete from environments").update();
        queue.jdbc.sql("delete from accounts").update();
      }
    }
  }

  private static Callable<Boolean> attempt(CyclicBarrier start, Runnable request) {
    return () -> {
      start.await();
      try {
        request.run();
        return true;
      } catch (FailureException e) {
        assertThat(e.failure().code())
            .isIn(FailureCode.ACCOUNT_IN_USE, FailureCode.ACCOUNT_NOT_REGISTERED);
        return false;
      }
    };
  }

  private int rows(String table) {
    return queue.jdbc.sql("select count(*) from " + table).query(Integer.class).single();
  }
}

package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.database.ServiceRoleGrants;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.RetentionCleanup;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A role that owns the tables and migrates, and another one that the service uses. */
class SeparateRolesTest {
  private static final String ROLE = "separate_service";
  private String ownerUrl;
  private HikariDataSource owner;

  @BeforeEach
  void create() {
    ownerUrl = Servers.emptyDatabase();
    owner = Servers.pool(ownerUrl);
    JdbcClient.create(owner).sql("create role " + ROLE + " login").update();
  }

  @AfterEach
  void drop() {
    JdbcClient.create(owner).sql("drop owned by " + ROLE).update();
    JdbcClient.create(owner).sql("drop role " + ROLE).update();
    owner.close();
  }

  private Settings settings(boolean withMigrationUrl) {
    return settings(withMigrationUrl, Map.of());
  }

  private Settings settings(boolean withMigrationUrl, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("DATABASE_URL", ownerUrl.replace("postgres@", ROLE + "@"));
    settings.put("REDIS_URL", "redis://127.0.0.1:" + Servers.redisPort());
    settings.put("LISTEN_PORT", "0");
    if (withMigrationUrl) {
      settings.put("DATABASE_MIGRATION_URL", ownerUrl);
    }
    return Settings.from(settings);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_service_waits_until_the_owner_has_migrated_and_works_without_its_rights(
      boolean withMigrationUrl) throws Exception {
    Settings settings = settings(withMigrationUrl);
    CompletableFuture<Service> starting =
        CompletableFuture.supplyAsync(() -> Service.start(settings, Set.of(ServiceRole.API)));

    assertThatThrownBy(() -> starting.get(4, TimeUnit.SECONDS))
        .isInstanceOf(TimeoutException.class);
    Migrations migrations = new Migrations(owner);
    assertThat(migrations.status()).allMatch(script -> script.appliedAt() == null);
    migrations.up();
    ServiceRoleGrants.of(settings(true).database(), settings.retention().auditRetention())
        .orElseThrow()
        .apply(owner);

    try (Service service = starting.get(30, TimeUnit.SECONDS)) {
      JdbcClient jdbc = service.part(JdbcClient.class);
      service.part(ApiKeyRepository.class).create(new TenantId("acme"), "ann");
      service
          .part(AuditRepository.class)
          .recordDone(
              new Caller(new TenantId("acme"), "k", "ann"), new AuditAction("a", null, null, null));
      assertThatThrownBy(() -> jdbc.sql("delete from audit").update())
          .isInstanceOf(DataAccessException.class)
          .hasStackTraceContaining("permission denied");
      assertThat(
              new RetentionCleanup(
                      jdbc,
                      service.part(TransactionTemplate.class),
                      Clock.systemUTC(),
                      settings.retention())
                  .apply())
          .containsEntry("audit", 0L);
    }
  }

  @Test
  void a_worker_waits_until_the_owner_has_migrated_and_works_without_its_rights(
      @TempDir Path workdir) throws Exception {
    Settings settings =
        settings(true, Map.of("WORKER_LISTEN_PORT", "0", "WORKDIR_BASE", workdir.toString()));
    WorkerTools none =
        new WorkerTools(
            (stack, redactor, credentials) -> nothing(),
            (cluster, credentials, privateDirectory) -> nothing());
    CompletableFuture<Service> starting =
        CompletableFuture.supplyAsync(
            () -> Service.start(settings, Set.of(ServiceRole.WORKER), none));

    assertThatThrownBy(() -> starting.get(4, TimeUnit.SECONDS))
        .isInstanceOf(TimeoutException.class);
    new Migrations(owner).up();
    ServiceRoleGrants.of(settings.database(), settings.retention().auditRetention())
        .orElseThrow()
        .apply(owner);

    try (Service service = starting.get(30, TimeUnit.SECONDS)) {
      assertThat(
              service
                  .part(JdbcClient.class)
                  .sql("select count(*) from workers where state = 'running'")
                  .query(Long.class)
                  .single())
          .isEqualTo(1);
    }
  }

  private static <T> T nothing() {
    throw new IllegalStateException("no operation is queued");
  }
}

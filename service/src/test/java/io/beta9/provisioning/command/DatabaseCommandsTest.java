package io.beta9.provisioning.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.AuditChainRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.audit.AuditVerifier;
import io.beta9.provisioning.command.CommandProcess.CommandResult;
import io.beta9.provisioning.testing.Servers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The commands for the database, as processes of their own. */
class DatabaseCommandsTest {
  @TempDir private Path directory;

  private CommandResult run(Map<String, String> settings, String... arguments) throws Exception {
    return new CommandProcess(directory, settings).run(arguments);
  }

  @Test
  void a_restore_records_itself_at_the_end_of_an_intact_audit_trail() throws Exception {
    String from = Servers.emptyDatabase();
    String to = Servers.emptyDatabase();
    try (HikariDataSource source = Servers.pool(from);
        HikariDataSource target = Servers.pool(to)) {
      Servers.migrations(source).up();
      new AuditRepository(JdbcClient.create(source))
          .recordDone(
              new Caller(new TenantId("acme"), "key_1", "ann"),
              new AuditAction("keys.create", null, null, "x"));
      assertThat(
              run(Map.of("DATABASE_URL", from), "db", "backup", "--out", "before.backup")
                  .exitCode())
          .isZero();

      CommandResult restored =
          run(
              Map.of("DATABASE_URL", to),
              "db",
              "restore",
              "before.backup",
              "--reason",
              "the disk failed");

      assertThat(restored.exitCode()).as(restored.err()).isZero();
      JdbcClient jdbc = JdbcClient.create(target);
      Map<String, Object> last =
          jdbc.sql("select * from audit order by id desc limit 1").query().singleRow();
      assertThat(last)
          .containsEntry("action", "db.restore")
          .containsEntry("outcome", "done")
          .containsEntry("reason", "the disk failed");
      assertThat(last.get("detail").toString()).contains("before.backup of 20", " rows");
      AuditVerifier verifier = new AuditVerifier(null, Instant.now());
      new AuditChainRepository(jdbc).export(null, verifier::accept);
      assertThat(verifier.finish().findings()).isEmpty();
    }
  }

  @Test
  void prints_the_sql_of_migrations_only_with_verbose() throws Exception {
    Map<String, String> quiet = Map.of("DATABASE_URL", Servers.emptyDatabase());
    Map<String, String> verbose = Map.of("DATABASE_URL", Servers.emptyDatabase());

    CommandResult without = run(quiet, "db", "migrate");
    CommandResult with = run(verbose, "db", "migrate", "--verbose");

    assertThat(without.exitCode()).as(without.err()).isZero();
    assertThat(with.exitCode()).as(with.err()).isZero();
    assertThat(without.err()).doesNotContainIgnoringCase("create table");
    assertThat(with.err()).containsIgnoringCase("create table environments");
    assertThat(without.out()).startsWith("Applied 001 ").isEqualTo(with.out());
    assertThat(run(verbose, "db", "migrate", "--verbose").out())
        .isEqualTo("The schema is up to date.\n");
  }

  @Test
  void commands_do_not_migrate_if_another_role_does() throws Exception {
    String url = Servers.emptyDatabase();

    CommandResult result =
        run(Map.of("DATABASE_URL", url, "DATABASE_MIGRATION_URL", url), "admin", "keys", "list");

    assertThat(result.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(result.err())
        .contains("The schema is not up to date. Run './provisioner db migrate'");
    try (HikariDataSource database = Servers.pool(url)) {
      assertThat(
              JdbcClient.create(database)
                  .sql(
                      "select count(*) from information_schema.tables where table_name = 'tenants'")
                  .query(Long.class)
                  .single())
          .isZero();
    }
  }
}

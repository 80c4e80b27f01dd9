package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** After a rollback, the previous version runs with the schema of the newer one. */
class NewerSchemaTest {
  @TempDir Path workdir;

  @ParameterizedTest
  @EnumSource(ServiceRole.class)
  void is_ready_with_a_schema_that_a_newer_version_has_expanded(ServiceRole role) throws Exception {
    String database = newerDatabase();
    WorkerTools tools =
        new WorkerTools(
            (stack, redactor, credentials) -> {
              throw new UnsupportedOperationException("not used");
            },
            (cluster, credentials, privateDirectory) -> {
              throw new UnsupportedOperationException("not used");
            });
    Settings settings =
        Settings.from(
            Map.of(
                "DATABASE_URL",
                database,
                "REDIS_URL",
                "redis://127.0.0.1:" + Servers.redisPort(),
                "LISTEN_PORT",
                "0",
                "WORKDIR_BASE",
                workdir.toString(),
                "WORKER_DRAIN_SECONDS",
                "0"));
    try (Service service = Service.start(settings, Set.of(role), tools);
        HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> ready =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + service.port() + "/health/ready"))
                  .build(),
              BodyHandlers.ofString());

      assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
    }
  }

  @Test
  void applies_nothing_to_a_newer_schema() {
    try (HikariDataSource pool = Servers.pool(newerDatabase())) {
      JdbcClient jdbc = JdbcClient.create(pool);
      List<Map<String, Object>> before = changelog(jdbc);

      new Migrations(pool).up();

      assertThat(changelog(jdbc)).isEqualTo(before);
    }
  }

  private static List<Map<String, Object>> changelog(JdbcClient jdbc) {
    return jdbc.sql("select * from schema_changelog order by id").query().listOfRows();
  }

  /** Returns a database with a migration that this version does not know. */
  private static String newerDatabase() {
    String database = Servers.emptyDatabase();
    try (HikariDataSource pool = Servers.pool(database)) {
      Servers.migrations(pool).up();
      JdbcClient jdbc = JdbcClient.create(pool);
      jdbc.sql("alter table environments add column owner_team text").update();
      jdbc.sql("create table owner_teams (id text primary key)").update();
      jdbc.sql(
              "insert into schema_changelog (id, applied_at, description)"
                  + " values (900, '2030-01-01 00:00:00', 'owner_teams')")
          .update();
    }
    return database;
  }
}

package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.cloudsim.kubernetes.http.TlsIdentity;
import io.beta9.provisioning.metrics.DatabaseProbe;
import io.beta9.provisioning.network.ConnectionProblem;
import io.beta9.provisioning.operation.RedisWorkNotifier;
import io.beta9.provisioning.settings.RedisSettings;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import io.beta9.provisioning.testing.PemFiles;
import io.beta9.provisioning.testing.SecuredPostgres;
import io.beta9.provisioning.testing.SecuredRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL and Redis that require TLS and a password, which is rotated. */
class SecuredServersTest {
  private static final TlsIdentity IDENTITY = TlsIdentity.create("server", Instant.now());

  @TempDir private static Path directory;
  private static SecuredPostgres postgres;
  private static SecuredRedis redis;

  @BeforeAll
  static void start() throws Exception {
    postgres = new SecuredPostgres(Files.createDirectory(directory.resolve("pg")), IDENTITY);
    redis =
        new SecuredRedis(Files.createDirectory(directory.resolve("redis")), IDENTITY, "first-1");
  }

  @AfterAll
  static void stop() throws Exception {
    redis.close();
    postgres.close();
  }

  private static String authority() {
    return directory.resolve("pg").resolve(PemFiles.CERTIFICATE).toString();
  }

  @Test
  void connections_to_postgresql_use_the_password_that_the_file_contains_now() throws Exception {
    Path file = directory.resolve("database-url");
    postgres.setPassword("first");
    Files.writeString(file, postgres.url("first") + "\n");
    DatabaseUrl url =
        Settings.from(Map.of("DATABASE_URL_FILE", file.toString(), "DATABASE_CA_FILE", authority()))
            .database()
            .url();
    try (HikariDataSource pool = CoreConfiguration.pool(url, 2)) {
      assertThat(isEncrypted(pool)).isTrue();

      postgres.setPassword("second");
      assertThat(isEncrypted(pool)).as("an open connection remains valid").isTrue();
      pool.getHikariPoolMXBean().softEvictConnections();
      assertThat(new DatabaseProbe(pool, url).get()).contains(ConnectionProblem.AUTHENTICATION);

      Files.writeString(file, postgres.url("second") + "\n");
      assertThat(isEncrypted(pool)).isTrue();
      assertThat(new DatabaseProbe(pool, url).get()).isEmpty();
    }
    Files.writeString(file, "postgresql://service:second@127.0.0.1:1/other");
    // The previous pool may be connecting with the password that it has read before.
    try (HikariDataSource pool = CoreConfiguration.pool(url, 2)) {
      assertThat(new DatabaseProbe(pool, url).get())
          .as("the file names another database: its password is not used for this one")
          .contains(ConnectionProblem.AUTHENTICATION);
    }
  }

  private static boolean isEncrypted(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Test
  void rejects_a_postgresql_server_whose_certificate_another_authority_issued() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    PemFiles.write(TlsIdentity.create("server", Instant.now()), other);
    postgres.setPassword("first");
    DatabaseUrl url =
        Settings.from(
                Map.of(
                    "DATABASE_URL",
                    postgres.url("first"),
                    "DATABASE_CA_FILE",
                    other.resolve(PemFiles.CERTIFICATE).toString()))
            .database()
            .url();
    try (HikariDataSource pool = CoreConfiguration.pool(url, 1)) {
      assertThat(new DatabaseProbe(pool, url).get()).contains(ConnectionProblem.CERTIFICATE);
    }
  }

  @Test
  void connections_to_redis_use_the_password_that_the_file_contains_now() throws Exception {
    Path file = directory.resolve("redis-url");
    redis.setPassword("first-1");
    Files.writeString(file, redis.url("first-1") + "\n");
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    InstantSource clock = now::get;
    RedisSettings settings =
        Settings.from(Map.of("REDIS_URL_FILE", file.toString(), "REDIS_CA_FILE", authority()))
            .redis();
    try (RedisWorkNotifier notifier =
        new RedisWorkNotifier(
            settings.url(), settings.sslOptions(), clock.withZone(ZoneOffset.UTC))) {
      assertThat(notifier.problem()).isEmpty();

      redis.setPassword("second-2");
      await()
          .untilAsserted(
              () -> {
                now.updateAndGet(time -> time.plusSeconds(1));
                assertThat(notifier.problem()).contains(ConnectionProblem.AUTHENTICATION);
              });

      Files.writeString(file, redis.url("second-2") + "\n");
      now.updateAndGet(time -> time.plusSeconds(1));
      assertThat(notifier.problem()).isEmpty();
    }
  }

  @Test
  void a_redis_server_that_the_authorities_of_java_did_not_certify_is_unavailable() {
    redis.setPassword("first-1");
    RedisSettings settings = Settings.from(Map.of("REDIS_URL", redis.url("first-1"))).redis();
    try (RedisWorkNotifier notifier =
        new RedisWorkNotifier(settings.url(), settings.sslOptions(), Clock.systemUTC())) {
      assertThat(notifier.problem()).contains(ConnectionProblem.CERTIFICATE);
    }
  }
}

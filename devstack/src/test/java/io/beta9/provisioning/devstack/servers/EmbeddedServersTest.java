package io.beta9.provisioning.devstack.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Starts the real PostgreSQL and Redis. */
class EmbeddedServersTest {
  @TempDir Path directory;

  @Test
  void starts_in_a_path_with_spaces_and_its_servers_are_found_by_their_pid_files()
      throws Exception {
    Path data = directory.resolve("a data directory");
    List<String> messages = new ArrayList<>();
    String url;
    try (EmbeddedServers servers = EmbeddedServers.start(data)) {
      url = servers.databaseUrl();
      long postgres = firstNumber(EmbeddedServers.postgresPidFile(data));
      long redis = firstNumber(EmbeddedServers.redisPidFile(data));

      new LeftoverServers(messages::add).stop(data);

      assertThat(ProcessHandle.of(postgres)).isEmpty();
      assertThat(ProcessHandle.of(redis).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(messages)
          .containsExactly(
              "Stopping PostgreSQL of an earlier run (pid " + postgres + ") ...",
              "Stopping Redis of an earlier run (pid " + redis + ") ...");
    }
    try (EmbeddedServers again = EmbeddedServers.start(data)) {
      assertThat(withoutPort(again.databaseUrl())).isEqualTo(withoutPort(url));
      again.crashPostgres();
      again.startPostgres();
      assertThat(value(again.databaseUrl(), "select 1")).isEqualTo("1");
      again.replaceRedis();
      assertThat(ping(again.redisUrl())).isEqualTo("PONG");
    }
  }

  @Test
  @Timeout(60)
  void stops_a_redis_that_cannot_save_its_data() throws Exception {
    EmbeddedServers servers = EmbeddedServers.start(directory);
    ProcessHandle redis =
        ProcessHandle.of(firstNumber(EmbeddedServers.redisPidFile(directory))).orElseThrow();
    try (RedisClient client = RedisClient.create(servers.redisUrl())) {
      client.connect().sync().set("key", "value");
    }
    FileSystemUtils.deleteRecursively(EmbeddedServers.redisPidFile(directory).getParent());

    servers.close();

    assertThat(redis.isAlive()).isFalse();
  }

  @Test
  void a_directory_that_initdb_rejects_is_named_with_what_postgresql_needs() throws Exception {
    Path foreign = EmbeddedServers.postgresPidFile(directory).getParent();
    Files.createDirectories(foreign);
    Files.writeString(foreign.resolve("letters.txt"), "not a database");

    assertThatThrownBy(() -> EmbeddedServers.start(directory))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("PostgreSQL cannot be started in " + foreign)
        .hasMessageEndingWith("run the command as another user")
        .hasNoCause();
  }

  @Test
  void requires_passwords_that_only_the_owner_can_read_and_listens_on_loopback() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(directory)) {
      String url = servers.databaseUrl();
      assertThat(value(url, "select rolsuper from pg_roles where rolname = current_user"))
          .isEqualTo("f");
      assertThat(value(url, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(value(servers.administratorUrl(), "show unix_socket_directories")).isEmpty();
      assertThatThrownBy(() -> execute(url, "create table t (id int)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
      execute(servers.databaseOwnerUrl(), "create table t (id int generated always as identity)");
      for (String user : List.of("beta9", "beta9_owner", "postgres")) {
        assertThatThrownBy(
                () -> value(url.replaceFirst("//[^@]+@", "//" + user + ":wrong@"), "select 1"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      }

      assertThat(ping(servers.redisUrl())).isEqualTo("PONG");
      assertThatThrownBy(() -> ping(servers.redisUrl().replaceFirst("//[^@]+@", "//")))
          .isInstanceOf(RedisException.class)
          .hasStackTraceContaining("NOAUTH");

      assertThat(Files.readString(directory.resolve(EmbeddedServers.DATABASE_URL)).strip())
          .isEqualTo(url);
      assertThat(Files.readString(directory.resolve(EmbeddedServers.REDIS_URL)).strip())
          .isEqualTo(servers.redisUrl());
      assertNoOtherUserCanRead(password(url), password(servers.redisUrl()));
    }
  }

  private void assertNoOtherUserCanRead(String... secrets) throws Exception {
    try (Stream<Path> files = Stream.concat(Files.walk(directory), redisConfigurations())) {
      for (Path file : files.filter(Files::isRegularFile).filter(Files::isReadable).toList()) {
        if (Files.size(file) < 100_000
            && Stream.of(secrets).anyMatch(secret -> contains(file, secret))) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .as(file.toString())
              .isEqualTo("rw-------");
        }
      }
    }
  }

  /** The library writes the settings of Redis to a file that every user can read. */
  private static Stream<Path> redisConfigurations() throws IOException {
    return Files.list(Path.of(System.getProperty("java.io.tmpdir")))
        .filter(file -> file.getFileName().toString().contains("redis"));
  }

  private static boolean contains(Path file, String secret) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
    } catch (IOException e) {
      return false; // A file of another test that was deleted.
    }
  }

  /** Before passwords were required, the superuser owned all objects. */
  @Test
  void secures_the_servers_of_an_earlier_version_and_keeps_their_data() throws Exception {
    try (EmbeddedPostgres earlier =
            EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgres"))
                .setCleanDataDirectory(false)
                .start();
        Connection connection = earlier.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table kept (id int generated always as identity, name text)");
      statement.execute("create view seen as select name from kept");
      statement.execute("create function greet() returns text language sql as 'select ''hello'''");
      statement.execute("insert into kept (name) values ('first')");
    }
    for (int start = 1; start <= 2; start++) {
      try (EmbeddedServers servers = EmbeddedServers.start(directory)) {
        String url = servers.databaseOwnerUrl();
        execute(url, "insert into kept (name) values ('again')");
        assertThat(value(url, "select count(*) from seen")).isEqualTo("" + (start + 1));
        execute(url, "alter table kept add column note" + start + " text");
        execute(url, "create or replace function greet() returns text language sql as 'select 1'");
        assertThatThrownBy(() -> value(url.replaceFirst("//[^@]+@", "//postgres@"), "select 1"))
            .isInstanceOf(SQLException.class);
      }
    }
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Connection connect(String url) throws SQLException {
    return new DatabaseConnector(DatabaseUrl.parse(url), Map.of()).getConnection();
  }

  private static String ping(String url) {
    RedisClient client = RedisClient.create(RedisURI.create(url));
    try (var connection = client.connect()) {
      return connection.sync().ping();
    } finally {
      client.shutdown();
    }
  }

  private static String withoutPort(String url) {
    return url.replaceFirst(":\\d+/", "/");
  }

  private static String password(String url) {
    return url.replaceFirst(".*://[^:]*:([^@]+)@.*", "$1");
  }

  private static long firstNumber(Path pidFile) throws Exception {
    return Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
  }
}

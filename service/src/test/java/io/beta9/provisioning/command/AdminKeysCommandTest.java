package io.beta9.provisioning.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.KeyCheck;
import io.beta9.provisioning.access.KeyRejection;
import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.command.CommandProcess.CommandResult;
import io.beta9.provisioning.testing.Servers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The commands for keys that access the database directly, as processes of their own. */
class AdminKeysCommandTest {
  @TempDir private Path directory;
  private String url;
  private HikariDataSource database;
  private JdbcClient jdbc;
  private ApiKeyRepository keys;

  @BeforeEach
  void open() {
    url = Servers.emptyDatabase();
    database = Servers.pool(url);
    jdbc = JdbcClient.create(database);
    keys = new ApiKeyRepository(jdbc, new SecureRandom());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private CommandResult run(String... arguments) throws Exception {
    return new CommandProcess(directory, Map.of("DATABASE_URL", url))
        .run(
            Stream.concat(Stream.of("admin", "keys"), Stream.of(arguments)).toArray(String[]::new));
  }

  @Test
  void a_key_that_is_created_with_a_lifetime_expires_after_it() throws Exception {
    Instant before = Instant.now();
    CommandResult created =
        run("create", "--tenant", "acme", "--name", "ci", "--expires-in", "2h", "--role", "member");
    Instant after = Instant.now();

    assertThat(created.exitCode()).as(created.err()).isZero();
    KeySecret secret = new KeySecret(created.out().strip());
    ApiKey key = keys.list().getFirst();
    Duration lifetime = Duration.ofHours(2);
    assertThat(key.expiresAt())
        .isBetween(before.plus(lifetime).minusMillis(1), after.plus(lifetime).plusMillis(1));
    assertThat(keys.check(secret)).isInstanceOf(KeyCheck.ValidKey.class);
    assertThat(
            jdbc.sql("select detail from audit where action = 'keys.create'")
                .query(String.class)
                .single())
        .isEqualTo(key.id() + ", ci, member, expires " + key.expiresAt());
    assertThat(run("list").out()).contains(" active ", key.expiresAt().toString());

    jdbc.sql("update api_keys set expires_at = now() - interval '1 second'").update();
    assertThat(keys.check(secret)).isEqualTo(new KeyCheck.InvalidKey(KeyRejection.EXPIRED));
    assertThat(run("list").out()).contains(" expired ").doesNotContain(" active ");
  }

  @Test
  void a_key_that_is_created_without_a_lifetime_does_not_expire() throws Exception {
    CommandResult created = run("create", "--tenant", "acme", "--name", "ops", "--role", "owner");

    assertThat(created.exitCode()).as(created.err()).isZero();
    assertThat(keys.list()).singleElement().extracting(ApiKey::expiresAt).isNull();
    assertThat(run("list").out()).contains(" active ", " never ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0h", "-1d", "soon", "90", "1w", "3651d", "999999d", "9999999d"})
  void an_invalid_lifetime_is_rejected_before_anything_is_created(String lifetime) {
    StringWriter err = new StringWriter();

    int exitCode =
        ServiceCommands.all(System.getenv())
            .setErr(new PrintWriter(err))
            .execute(
                "admin",
                "keys",
                "create",
                "--tenant",
                "a",
                "--name",
                "n",
                "--expires-in",
                lifetime);

    assertThat(exitCode).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err.toString()).contains("--expires-in must be a duration", "at most 3650d");
  }

  @Test
  void the_longest_lifetime_is_accepted() throws Exception {
    CommandResult created =
        run("create", "--tenant", "acme", "--name", "long", "--expires-in", "3650d");

    assertThat(created.exitCode()).as(created.err()).isZero();
    assertThat(keys.list().getFirst().expiresAt())
        .isAfter(Instant.now().plus(Duration.ofDays(3649)));
  }
}

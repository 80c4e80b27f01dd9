package io.beta9.provisioning.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import io.beta9.provisioning.testing.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Two processes that authenticate the same keys. */
class KeyAuthenticatorTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final KeyCache cache = new KeyCache(() -> now);
  private HikariDataSource database;
  private JdbcClient jdbc;
  private ApiKeyRepository keys;
  private KeyAuthenticator authenticator;
  private KeyChangeListener listener;
  private ApiKeyRepository.CreatedKey key;

  @BeforeEach
  void start() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    keys = new ApiKeyRepository(jdbc, new Random(1));
    key = keys.create(ACME, "ann");
    authenticator = new KeyAuthenticator(keys, cache, () -> now);
    listener =
        new KeyChangeListener(
            new DatabaseUrl(database.getJdbcUrl(), database.getUsername(), database.getPassword()),
            cache);
    listener.start();
    await(cache::isEnabled);
  }

  @AfterEach
  void stop() {
    listener.close();
    database.close();
  }

  private static void await(BooleanSupplier condition) {
    Awaitility.await().atMost(DEADLINE).until(condition::getAsBoolean);
  }

  private boolean isAccepted() {
    return authenticator.check(key.secret()) instanceof KeyCheck.ValidKey;
  }

  /** Changes the key without a notification, so that only a statement would notice it. */
  private void revokeUnnoticed() {
    jdbc.sql("update api_keys set revoked_at = now()").update();
  }

  @Test
  void needs_no_statement_for_a_cached_key() {
    assertThat(isAccepted()).isTrue();
    revokeUnnoticed();

    assertThat(isAccepted()).isTrue();
  }

  @Test
  void rejects_a_key_after_the_maximum_age_even_if_its_revocation_was_not_reported() {
    assertThat(isAccepted()).isTrue();
    revokeUnnoticed();

    now = now.plus(KeyCache.MAX_AGE);

    assertThat(isAccepted()).isFalse();
  }

  @Test
  void rejects_a_key_that_another_process_has_revoked() {
    assertThat(isAccepted()).isTrue();

    // Another process shares only the database with this one.
    assertThat(new ApiKeyRepository(jdbc, new Random(2)).revoke(key.key().id())).isTrue();

    await(() -> !isAccepted());
  }

  @Test
  void accepts_a_key_whose_revocation_was_rolled_back() {
    assertThat(isAccepted()).isTrue();

    new TransactionTemplate(new JdbcTransactionManager(database))
        .executeWithoutResult(
            status -> {
              assertThat(keys.revoke(key.key().id())).isTrue();
              status.setRollbackOnly();
            });

    now = now.plus(KeyCache.MAX_AGE);
    assertThat(isAccepted()).isTrue();
  }

  @Test
  void does_not_cache_while_the_connection_for_notifications_is_lost() {
    assertThat(isAccepted()).isTrue();
    jdbc.sql(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
             where application_name = 'beta9-provisioning key changes' and datname = current_database()
            """)
        .query(Boolean.class)
        .list();
    await(() -> cache.find(key.secret().sha256()).isEmpty());
    revokeUnnoticed();

    assertThat(isAccepted()).isFalse();

    await(cache::isEnabled);
  }

  @Test
  void rejects_an_unknown_key_and_accepts_it_as_soon_as_it_exists() {
    KeySecret unknown = KeySecret.random(new Random(3));
    assertThat(authenticator.check(unknown)).isInstanceOf(KeyCheck.InvalidKey.class);

    jdbc.sql("update api_keys set secret_sha256 = :hash").param("hash", unknown.sha256()).update();

    assertThat(authenticator.check(unknown))
        .isInstanceOfSatisfying(
            KeyCheck.ValidKey.class,
            known -> assertThat(known.caller().keyId()).isEqualTo(key.key().id()));
  }

  @Test
  void writes_the_time_of_the_last_use_once_a_minute() {
    assertThat(isAccepted()).isTrue();
    assertThat(lastUsed()).isNotNull();

    jdbc.sql("update api_keys set last_used_at = null").update();
    now = now.plus(Duration.ofMinutes(1)).minusNanos(1);
    assertThat(isAccepted()).isTrue();
    assertThat(lastUsed()).isNull();

    now = now.plusNanos(1);
    assertThat(isAccepted()).isTrue();
    assertThat(lastUsed()).isNotNull();
  }

  private Object lastUsed() {
    return jdbc.sql("select last_used_at from api_keys")
        .query((row, number) -> java.util.Optional.ofNullable(row.getTimestamp(1)))
        .single()
        .orElse(null);
  }
}

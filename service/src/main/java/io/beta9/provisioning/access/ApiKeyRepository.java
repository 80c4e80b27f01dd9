package io.beta9.provisioning.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tenants and their API keys. */
public final class ApiKeyRepository {
  private final JdbcClient jdbc;
  private final RandomGenerator random;

  public ApiKeyRepository(JdbcClient jdbc, RandomGenerator random) {
    this.jdbc = jdbc;
    this.random = random;
  }

  /** A new key with its secret, which cannot be read again. */
  public record CreatedKey(ApiKey key, KeySecret secret) {}

  /** Creates an administrator's key of a tenant; creates the tenant if it does not exist. */
  public CreatedKey create(TenantId tenant, String name) {
    return create(tenant, name, KeyRole.ADMIN);
  }

  /** Creates a key with this role; creates the tenant if it does not exist. */
  public CreatedKey create(TenantId tenant, String name, KeyRole role) {
    KeySecret secret = KeySecret.random(random);
    byte[] id = new byte[6];
    random.nextBytes(id);
    jdbc.sql("insert into tenants (id) values (:tenant) on conflict do nothing")
        .param("tenant", tenant.value())
        .update();
    ApiKey key =
        jdbc.sql(
                """
                insert into api_keys (id, tenant_id, name, role, secret_sha256)
                values (:id, :tenant, :name, :role, :hash)
                returning id, tenant_id, name, role, created_at, last_used_at, revoked_at
                """)
            .param("id", "key_" + HexFormat.of().formatHex(id))
            .param("tenant", tenant.value())
            .param("name", name)
            .param("role", role.code())
            .param("hash", secret.sha256())
            .query(ApiKeyRepository::key)
            .single();
    return new CreatedKey(key, secret);
  }

  /** Returns the caller with this secret; empty if it is unknown or revoked. */
  public Optional<Caller> callerWith(KeySecret secret) {
    return jdbc.sql(
            """
            select id, tenant_id, name, role from api_keys
             where secret_sha256 = :hash and revoked_at is null
            """)
        .param("hash", secret.sha256())
        .query(
            (row, number) ->
                new Caller(
                    new TenantId(row.getString("tenant_id")),
                    row.getString("id"),
                    row.getString("name"),
                    KeyRole.parse(row.getString("role")).orElseThrow()))
        .optional();
  }

  /** Records the use of a key, at most once a minute. */
  public void markUsed(String keyId) {
    jdbc.sql(
            """
            update api_keys set last_used_at = now()
             where id = :id and (last_used_at is null or last_used_at < now() - interval '1 minute')
            """)
        .param("id", keyId)
        .update();
  }

  /** Returns the keys of all tenants, oldest first. */
  public List<ApiKey> list() {
    return jdbc.sql(
            """
            select id, tenant_id, name, role, created_at, last_used_at, revoked_at
              from api_keys order by created_at, id
            """)
        .query(ApiKeyRepository::key)
        .list();
  }

  /** Returns whether there is a key that is not revoked. */
  public boolean hasActiveKey() {
    return jdbc.sql("select exists (select 1 from api_keys where revoked_at is null)")
        .query(Boolean.class)
        .single();
  }

  /**
   * Revokes a key and notifies every process that caches it, when the transaction commits.
   *
   * @return false if there is no such key or it is already revoked
   */
  public boolean revoke(String keyId) {
    return jdbc.sql(
            """
            with revoked as (
              update api_keys set revoked_at = now() where id = :id and revoked_at is null
              returning id)
            select pg_notify(:channel, id) is not null from revoked
            """)
        .param("id", keyId)
        .param("channel", KeyChangeListener.CHANNEL)
        .query(Boolean.class)
        .optional()
        .isPresent();
  }

  private static ApiKey key(ResultSet row, int number) throws SQLException {
    return new ApiKey(
        row.getString("id"),
        new TenantId(row.getString("tenant_id")),
        row.getString("name"),
        KeyRole.parse(row.getString("role")).orElseThrow(),
        row.getTimestamp("created_at").toInstant(),
        instant(row, "last_used_at"),
        instant(row, "revoked_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}

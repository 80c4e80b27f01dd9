package io.beta9.provisioning.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
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
    return create(tenant, name, Role.ADMIN);
  }

  /** Creates a key with these roles; creates the tenant if it does not exist. */
  public CreatedKey create(TenantId tenant, String name, Role... roles) {
    return create(tenant, name, KeyRoles.of(roles), null);
  }

  /**
   * Creates a key; creates the tenant if it does not exist.
   *
   * @param expiresAt null if the key does not expire
   */
  public CreatedKey create(
      TenantId tenant, String name, KeyRoles roles, @Nullable Instant expiresAt) {
    KeySecret secret = KeySecret.random(random);
    byte[] id = new byte[6];
    random.nextBytes(id);
    Role legacy = legacyRole(roles);
    boolean isLegacy = legacy != null && expiresAt == null;
    jdbc.sql("insert into tenants (id) values (:tenant) on conflict do nothing")
        .param("tenant", tenant.value())
        .update();
    ApiKey key =
        jdbc.sql(
                """
                insert into api_keys (id, tenant_id, name, role, tenant_role, service_role,
                  secret_sha256, secret_prefix, expires_at)
                values (:id, :tenant, :name, :role, :tenantRole, :serviceRole, :hash, :prefix,
                  :expires)
                returning *
                """)
            .param("id", "key_" + HexFormat.of().formatHex(id))
            .param("tenant", tenant.value())
            .param("name", name)
            .param("role", (legacy == null ? Role.ADMIN : legacy).code())
            .param("tenantRole", code(roles.ofTenant()))
            .param("serviceRole", code(roles.ofService()))
            .param("hash", isLegacy ? secret.sha256() : secret.restrictedSha256())
            .param("prefix", secret.prefix())
            .param("expires", expiresAt == null ? null : Timestamp.from(expiresAt))
            .query(ApiKeyRepository::key)
            .single();
    return new CreatedKey(key, secret);
  }

  /**
   * Returns the role that the previous version reads; null if it knows none that is equivalent. It
   * would give such a key the rights of an administrator without an end, so it must not find it.
   */
  private static @Nullable Role legacyRole(KeyRoles roles) {
    if (roles.ofTenant() == Role.ADMIN && roles.ofService() == null) {
      return Role.ADMIN;
    }
    return roles.ofTenant() == null && roles.ofService() == Role.OPERATOR ? Role.OPERATOR : null;
  }

  private static @Nullable String code(@Nullable Role role) {
    return role == null ? null : role.code();
  }

  /** Returns what is known of this secret. */
  public KeyCheck check(KeySecret secret) {
    return jdbc.sql(
            """
            select *, expires_at <= now() as expired from api_keys
             where secret_sha256 in (:hash, :restricted)
            """)
        .param("hash", secret.sha256())
        .param("restricted", secret.restrictedSha256())
        .query(ApiKeyRepository::check)
        .optional()
        .orElseGet(() -> new KeyCheck.InvalidKey(KeyRejection.UNKNOWN));
  }

  private static KeyCheck check(ResultSet row, int number) throws SQLException {
    ApiKey key = key(row, number);
    if (key.revokedAt() != null) {
      return new KeyCheck.InvalidKey(KeyRejection.REVOKED);
    }
    if (row.getBoolean("expired")) {
      return new KeyCheck.InvalidKey(KeyRejection.EXPIRED);
    }
    return new KeyCheck.ValidKey(
        new Caller(key.tenant(), key.id(), key.name(), key.roles().all(), null), key.expiresAt());
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
            select * from api_keys order by created_at, id
            """)
        .query(ApiKeyRepository::key)
        .list();
  }

  /** Returns the keys of a tenant, oldest first. */
  public List<ApiKey> list(TenantId tenant) {
    return jdbc.sql("select * from api_keys where tenant_id = :tenant order by created_at, id")
        .param("tenant", tenant.value())
        .query(ApiKeyRepository::key)
        .list();
  }

  /**
   * Returns the number of the tenant's keys that are valid, and locks the tenant until the
   * transaction ends: keys that are created at the same time are counted one after the other.
   */
  public int lockAndCountActive(TenantId tenant) {
    jdbc.sql("select 1 from tenants where id = :tenant for no key update")
        .param("tenant", tenant.value())
        .query(Integer.class)
        .optional();
    return jdbc.sql(
            """
            select count(*) from api_keys
             where tenant_id = :tenant and revoked_at is null
               and (expires_at is null or expires_at > now())
            """)
        .param("tenant", tenant.value())
        .query(Integer.class)
        .single();
  }

  /** Returns whether there is a key that is valid. */
  public boolean hasActiveKey() {
    return jdbc.sql(
            """
            select exists (
              select 1 from api_keys
               where revoked_at is null and (expires_at is null or expires_at > now()))
            """)
        .query(Boolean.class)
        .single();
  }

  /**
   * Has a key expire after a time, unless it expires before, and notifies every process that caches
   * it, when the transaction commits.
   *
   * @return false if there is no such key or it is revoked
   */
  public boolean expireIn(String keyId, Duration time) {
    return jdbc.sql(
            """
            with changed as (
              update api_keys
                 set expires_at = least(expires_at, now() + make_interval(secs => :seconds))
               where id = :id and revoked_at is null
              returning id)
            select pg_notify(:channel, id) is not null from changed
            """)
        .param("seconds", time.toSeconds())
        .param("id", keyId)
        .param("channel", KeyChangeListener.CHANNEL)
        .query(Boolean.class)
        .optional()
        .isPresent();
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
        row.getString("secret_prefix"),
        KeyRoles.stored(
            row.getString("role"), row.getString("tenant_role"), row.getString("service_role")),
        row.getTimestamp("created_at").toInstant(),
        instant(row, "expires_at"),
        instant(row, "last_used_at"),
        instant(row, "revoked_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}

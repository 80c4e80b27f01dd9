package io.beta9.provisioning.access.session;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The sessions of the console. A session ends when it has not been used for a time, at its latest
 * end, when its user signs out, and when its API key is revoked.
 */
public final class SessionRepository {
  private static final Duration MAX_OF_SUBJECT = Duration.ofHours(12);
  private static final Duration SIGN_IN_LIFETIME = Duration.ofMinutes(10);

  private final JdbcClient jdbc;
  private final RandomGenerator random;
  private final Lifetime lifetime;

  /**
   * How long sessions last.
   *
   * @param idle the time without a request after which a session ends
   * @param total the time after which a session ends even if it is used
   */
  public record Lifetime(Duration idle, Duration total) {}

  public SessionRepository(JdbcClient jdbc, RandomGenerator random, Lifetime lifetime) {
    this.jdbc = jdbc;
    this.random = random;
    this.lifetime = lifetime;
  }

  /** Starts a session of a key, and deletes those that have ended. */
  public SessionToken start(String keyId) {
    SessionToken token = SessionToken.random(random);
    jdbc.sql("delete from console_sessions where expires_at <= now()").update();
    jdbc.sql(
            """
            insert into console_sessions (token_sha256, key_id, expires_at)
            values (:hash, :key, now() + make_interval(secs => :total))
            """)
        .param("hash", token.sha256())
        .param("key", keyId)
        .param("total", lifetime.total().toSeconds())
        .update();
    return token;
  }

  /**
   * Starts a session of a user whom the identity provider has authenticated. It ends after {@link
   * #MAX_OF_SUBJECT} at the latest, because the provider does not report when a role is withdrawn.
   */
  public SessionToken start(Caller user) {
    SessionToken token = SessionToken.random(random);
    jdbc.sql("delete from console_sessions where expires_at <= now()").update();
    jdbc.sql(
            """
            insert into console_sessions (token_sha256, subject, tenant_id, name, roles, expires_at)
            values (:hash, :subject, :tenant, :name, string_to_array(:roles, ','),
              now() + make_interval(secs => :total))
            """)
        .param("hash", token.sha256())
        .param("subject", user.keyId())
        .param("tenant", user.tenant().value())
        .param("name", user.name())
        .param("roles", user.roles().stream().map(Role::code).collect(Collectors.joining(",")))
        .param("total", Math.min(lifetime.total().toSeconds(), MAX_OF_SUBJECT.toSeconds()))
        .update();
    return token;
  }

  /**
   * Stores that a browser was sent to the identity provider, and deletes what was not answered.
   *
   * @param path the page that the user requested
   */
  public SessionToken startSignIn(String path) {
    SessionToken token = SessionToken.random(random);
    jdbc.sql("delete from console_sign_ins where expires_at <= now()").update();
    jdbc.sql(
            """
            insert into console_sign_ins (token_sha256, path, expires_at)
            values (:hash, :path, now() + make_interval(secs => :valid))
            """)
        .param("hash", token.sha256())
        .param("path", path)
        .param("valid", SIGN_IN_LIFETIME.toSeconds())
        .update();
    return token;
  }

  /**
   * Ends a sign-in and returns the page that the user requested; empty if it is unknown or too
   * late.
   */
  public Optional<String> endSignIn(SessionToken token) {
    return jdbc.sql(
            """
            delete from console_sign_ins where token_sha256 = :hash and expires_at > now()
            returning path
            """)
        .param("hash", token.sha256())
        .query(String.class)
        .optional();
  }

  /** Returns the caller whose session has this token; empty if the session has ended. */
  public Optional<Caller> find(SessionToken token) {
    return jdbc.sql(
            """
            select coalesce(k.id, s.subject) as id, coalesce(k.tenant_id, s.tenant_id) as tenant_id,
                   coalesce(k.name, s.name) as name, k.role, k.tenant_role, k.service_role,
                   array_to_string(s.roles, ',') as roles,
                   s.last_used_at < now() - interval '1 minute' as is_renewable
              from console_sessions s left join api_keys k on k.id = s.key_id
             where s.token_sha256 = :hash and k.revoked_at is null and s.expires_at > now()
               and (k.expires_at is null or k.expires_at > now())
               and s.last_used_at > now() - make_interval(secs => :idle)
            """)
        .param("hash", token.sha256())
        .param("idle", lifetime.idle().toSeconds())
        .query(
            (row, number) -> {
              if (row.getBoolean("is_renewable")) {
                markUsed(token);
              }
              return caller(row);
            })
        .optional();
  }

  private static Caller caller(ResultSet row) throws SQLException {
    return new Caller(
        new TenantId(row.getString("tenant_id")),
        row.getString("id"),
        row.getString("name"),
        roles(row),
        null);
  }

  private static Set<Role> roles(ResultSet row) throws SQLException {
    String ofSubject = row.getString("roles");
    return ofSubject == null
        ? KeyRoles.stored(
                row.getString("role"), row.getString("tenant_role"), row.getString("service_role"))
            .all()
        : Arrays.stream(ofSubject.split(",", -1))
            .flatMap(code -> Role.parse(code).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  private void markUsed(SessionToken token) {
    jdbc.sql("update console_sessions set last_used_at = now() where token_sha256 = :hash")
        .param("hash", token.sha256())
        .update();
  }

  /** Ends a session. */
  public void end(SessionToken token) {
    jdbc.sql("delete from console_sessions where token_sha256 = :hash")
        .param("hash", token.sha256())
        .update();
  }

  /** Ends all sessions of a key or of an issuer's subject, and returns their number. */
  public int endAll(String keyId) {
    return jdbc.sql("delete from console_sessions where key_id = :key or subject = :key")
        .param("key", keyId)
        .update();
  }

  /** Creates a link's token that signs in once as the owner of a key. */
  public SessionToken createLink(String keyId, Duration validFor) {
    SessionToken token = SessionToken.random(random);
    jdbc.sql("delete from console_sign_in_links where expires_at <= now()").update();
    jdbc.sql(
            """
            insert into console_sign_in_links (token_sha256, key_id, expires_at)
            values (:hash, :key, now() + make_interval(secs => :valid))
            """)
        .param("hash", token.sha256())
        .param("key", keyId)
        .param("valid", validFor.toSeconds())
        .update();
    return token;
  }

  /** Uses a link and returns the id of its key; empty if it is unknown, used or expired. */
  public Optional<String> useLink(SessionToken token) {
    return jdbc.sql(
            """
            delete from console_sign_in_links where token_sha256 = :hash and expires_at > now()
            returning key_id
            """)
        .param("hash", token.sha256())
        .query(String.class)
        .optional();
  }
}

package io.beta9.provisioning.access.session;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who uses the console in a tenant: people of the identity provider, and sessions. */
public final class MemberRepository {
  private static final Duration RETENTION = Duration.ofDays(365);
  private static final int MAX_ROWS = 200;

  /** The sessions of a tenant that have not ended. */
  private static final String ACTIVE =
      """
       from console_sessions s left join api_keys k on k.id = s.key_id
      where coalesce(k.tenant_id, s.tenant_id) = :tenant and s.expires_at > now()
        and s.last_used_at > now() - make_interval(secs => :idle)
        and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      """;

  private static final String SESSION_ID =
      "substr(encode(s.token_sha256, 'hex'), 1, " + SessionToken.ID_LENGTH + ")";

  private final JdbcClient jdbc;
  private final Duration idle;

  /**
   * @param idle the time without a request after which a session ends
   */
  public MemberRepository(JdbcClient jdbc, Duration idle) {
    this.jdbc = jdbc;
    this.idle = idle;
  }

  /** Records that a user has signed in, and deletes those who have not done so for a year. */
  public void signedIn(Caller user) {
    jdbc.sql("delete from console_members where last_seen_at < now() - make_interval(secs => :age)")
        .param("age", RETENTION.toSeconds())
        .update();
    jdbc.sql(
            """
            insert into console_members (tenant_id, subject, name, roles)
            values (:tenant, :subject, :name, string_to_array(:roles, ','))
            on conflict (tenant_id, subject) do update
               set name = excluded.name, roles = excluded.roles, last_seen_at = now()
            """)
        .param("tenant", user.tenant().value())
        .param("subject", user.keyId())
        .param("name", user.name())
        .param("roles", user.roles().stream().map(Role::code).collect(Collectors.joining(",")))
        .update();
  }

  /** Returns the people of a tenant, those seen last first. */
  public List<Member> members(TenantId tenant) {
    return jdbc.sql(
            "with active as (select s.subject, max(s.last_used_at) as used, count(*) as number"
                + ACTIVE
                + """
                  and s.subject is not null group by s.subject)
                select m.subject, m.name, m.roles, m.first_seen_at,
                       greatest(m.last_seen_at, a.used) as seen, coalesce(a.number, 0) as sessions
                  from console_members m left join active a on a.subject = m.subject
                 where m.tenant_id = :tenant order by seen desc, m.subject limit :limit
                """)
        .param("tenant", tenant.value())
        .param("idle", idle.toSeconds())
        .param("limit", MAX_ROWS)
        .query(
            (row, number) ->
                new Member(
                    row.getString("subject"),
                    row.getString("name"),
                    List.of((String[]) row.getArray("roles").getArray()),
                    row.getTimestamp("first_seen_at").toInstant(),
                    row.getTimestamp("seen").toInstant(),
                    row.getInt("sessions")))
        .list();
  }

  /** Returns the sessions of a tenant that have not ended, those used last first. */
  public List<ActiveSession> sessions(TenantId tenant) {
    return jdbc.sql(
            "select "
                + SESSION_ID
                + """
                 as id, coalesce(s.key_id, s.subject) as user_id, coalesce(k.name, s.name) as name,
                       s.key_id is not null as of_key, s.created_at, s.last_used_at
                """
                + ACTIVE
                + " order by s.last_used_at desc, id limit :limit")
        .param("tenant", tenant.value())
        .param("idle", idle.toSeconds())
        .param("limit", MAX_ROWS)
        .query(
            (row, number) ->
                new ActiveSession(
                    row.getString("id"),
                    row.getString("user_id"),
                    row.getString("name"),
                    row.getBoolean("of_key"),
                    row.getTimestamp("created_at").toInstant(),
                    row.getTimestamp("last_used_at").toInstant()))
        .list();
  }

  /** Ends a session of a tenant; returns whether it existed. */
  public boolean end(TenantId tenant, String session) {
    return jdbc.sql(
                "delete from console_sessions where token_sha256 in (select s.token_sha256"
                    + ACTIVE
                    + " and "
                    + SESSION_ID
                    + " = :session)")
            .param("tenant", tenant.value())
            .param("idle", idle.toSeconds())
            .param("session", session)
            .update()
        == 1;
  }

  /**
   * Ends all sessions of a user in a tenant, and returns their number.
   *
   * @param user the id of a key, or the issuer's subject
   */
  public int endAll(TenantId tenant, String user) {
    return jdbc.sql(
            "delete from console_sessions where token_sha256 in (select s.token_sha256"
                + ACTIVE
                + " and coalesce(s.key_id, s.subject) = :user)")
        .param("tenant", tenant.value())
        .param("idle", idle.toSeconds())
        .param("user", user)
        .update();
  }
}

package io.beta9.provisioning.database;

import io.beta9.provisioning.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.util.PSQLState;

/**
 * The rights of the service's role when another role owns the tables: it reads and writes rows, but
 * changes no entry of the audit trail and removes none before the end of its retention.
 */
public final class ServiceRoleGrants {
  private static final String FORMAT = "select format(?, current_schema(), ?)";

  /** With the schema as the first and the role as the second argument, in this order. */
  private static final List<String> STATEMENTS =
      List.of(
          "grant usage on schema %1$I to %2$I",
          "revoke create on schema %1$I from %2$I",
          "revoke create on schema %1$I from public",
          "grant select, insert, update, delete on all tables in schema %1$I to %2$I",
          "grant usage, select on all sequences in schema %1$I to %2$I",
          "revoke all on %1$I.audit, %1$I.audit_heads, %1$I.audit_policy, %1$I.schema_changelog"
              + " from %2$I, public",
          "grant select on %1$I.audit, %1$I.audit_heads, %1$I.audit_policy, %1$I.schema_changelog"
              + " to %2$I",
          "grant insert on %1$I.audit to %2$I");

  private final String role;
  private final Duration auditRetention;

  /**
   * @param role the name of the service's role, which exists
   * @param auditRetention the role removes no entry of the audit trail that is younger
   */
  public ServiceRoleGrants(String role, Duration auditRetention) {
    this.role = role;
    this.auditRetention = auditRetention;
  }

  /** Returns the rights of the role of the service; empty if it owns the tables. */
  public static Optional<ServiceRoleGrants> of(DatabaseSettings settings, Duration auditRetention) {
    return settings.migrationUrl() == null
        ? Optional.empty()
        : Optional.of(
            new ServiceRoleGrants(
                Optional.ofNullable(settings.url().user())
                    .orElseGet(() -> System.getProperty("user.name")),
                auditRetention));
  }

  /**
   * Grants and revokes the rights; idempotent.
   *
   * @param owner connects as the owner of the tables
   * @throws Migrations.UnreachableException if the database is unavailable or refuses
   */
  public void apply(DataSource owner) {
    try (Connection connection = owner.getConnection()) {
      TableCatalog catalog = new TableCatalog(connection);
      requireOtherRole(catalog);
      for (String statement : STATEMENTS) {
        catalog.execute(catalog.rows(FORMAT, statement, role).getFirst().getFirst());
      }
      try (PreparedStatement policy =
          connection.prepareStatement(
              """
              insert into audit_policy (minimum_retention) values (make_interval(secs => ?))
              on conflict (singleton) do update set minimum_retention = excluded.minimum_retention
              """)) {
        policy.setDouble(1, (double) auditRetention.toSeconds());
        policy.executeUpdate();
      }
    } catch (SQLException e) {
      throw new Migrations.UnreachableException(
          "the rights of the role " + role + " cannot be granted: " + e.getMessage(), e);
    }
  }

  /** A superuser and a member of the owner would not be restricted. */
  private void requireOtherRole(TableCatalog catalog) throws SQLException {
    if (!catalog
        .rows(
            "select 1::text from pg_roles where rolname = ?"
                + " and (rolsuper or pg_has_role(oid, current_user, 'member'))",
            role)
        .isEmpty()) {
      throw new SQLException(
          "it has the rights of the owner; DATABASE_URL and DATABASE_MIGRATION_URL must name"
              + " different roles, and that of DATABASE_URL must be no superuser",
          PSQLState.INVALID_PARAMETER_VALUE.getState());
    }
  }
}

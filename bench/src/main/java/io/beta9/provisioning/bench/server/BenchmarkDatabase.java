package io.beta9.provisioning.bench.server;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.CoreConfiguration;
import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One connection of PostgreSQL's superuser, with which a benchmark writes its data. */
public final class BenchmarkDatabase implements AutoCloseable {
  private final SingleConnectionDataSource connection;
  private final JdbcClient jdbc;

  private BenchmarkDatabase(SingleConnectionDataSource connection) {
    this.connection = connection;
    this.jdbc = JdbcClient.create(connection);
  }

  /** Migrates the database of the servers, and connects to it. */
  public static BenchmarkDatabase migrated(EmbeddedServers servers) throws SQLException {
    migrate(servers);
    return new BenchmarkDatabase(
        new SingleConnectionDataSource(connector(servers).getConnection(), true));
  }

  /** Migrates the database of the servers. */
  public static void migrate(EmbeddedServers servers) {
    try (var pool =
        CoreConfiguration.pool(
            DatabaseUrl.parse(servers.databaseOwnerUrl()), CoreConfiguration.COMMAND_POOL_SIZE)) {
      new Migrations(pool).up();
    }
  }

  /** Returns the connector to the database as PostgreSQL's superuser. */
  public static DatabaseConnector connector(EmbeddedServers servers) {
    return new DatabaseConnector(DatabaseUrl.parse(servers.administratorUrl()), Map.of());
  }

  public JdbcClient jdbc() {
    return jdbc;
  }

  /** Creates an API key and returns its secret; creates the tenant if it does not exist. */
  public String createKey(TenantId tenant, Role role) {
    return new ApiKeyRepository(jdbc, new SecureRandom())
        .create(tenant, "bench", role)
        .secret()
        .text();
  }

  @Override
  public void close() {
    connection.destroy();
  }
}

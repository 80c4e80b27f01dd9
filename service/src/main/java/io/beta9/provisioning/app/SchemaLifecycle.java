package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.app.server.TransportPolicy;
import io.beta9.provisioning.database.SchemaReadiness;
import io.beta9.provisioning.settings.Settings;
import java.security.SecureRandom;
import java.util.Set;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Migrates the schema when the port is open, before anything uses the database. Until then the
 * process is alive but not ready, and the API answers 503.
 */
final class SchemaLifecycle implements SmartLifecycle {
  /** After the web server, before everything that uses the database. */
  static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE + 1;

  private final HikariDataSource database;
  private final Settings settings;
  private final Set<ServiceRole> roles;
  private final SchemaReadiness readiness;
  private volatile boolean running;

  SchemaLifecycle(
      HikariDataSource database,
      Settings settings,
      Set<ServiceRole> roles,
      SchemaReadiness readiness) {
    this.database = database;
    this.settings = settings;
    this.roles = roles;
    this.readiness = readiness;
  }

  /**
   * Returns when the schema is migrated.
   *
   * @throws Service.RefusedException if the API listens beyond loopback while there is no API key
   * @throws io.beta9.provisioning.database.Migrations.UnreachableException if the database does not
   *     become available within a minute
   */
  @Override
  public void start() {
    SchemaInitializer.migrate(database, settings.database());
    String address = settings.listen().address();
    if (roles.contains(ServiceRole.API)
        && !TransportPolicy.isLoopback(address).orElse(false)
        && !new ApiKeyRepository(JdbcClient.create(database), new SecureRandom()).hasActiveKey()) {
      throw new Service.RefusedException(
          "LISTEN_ADDRESS: the service would be reachable from other machines at "
              + address
              + ", but there is no active API key. "
              + "Create one first: ./provisioner admin keys create --tenant NAME --name NAME");
    }
    readiness.markReady();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}

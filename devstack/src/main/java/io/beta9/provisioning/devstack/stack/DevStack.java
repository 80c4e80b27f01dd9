package io.beta9.provisioning.devstack.stack;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeyAuthenticator;
import io.beta9.provisioning.access.KeyCheck;
import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.session.SessionRepository;
import io.beta9.provisioning.access.session.SessionToken;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.app.WorkerSettingsValidator;
import io.beta9.provisioning.app.process.ProcessMemoryProtection;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.servers.OwnerMigration;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** PostgreSQL, Redis and the service (API and worker), with their data in one directory. */
public final class DevStack implements AutoCloseable {
  private static final TenantId TENANT = new TenantId("demo");
  private static final Duration LINK_VALIDITY = Duration.ofHours(12);

  private final EmbeddedServers servers;
  private final Service service;
  private final ApiSettings api;
  private final CliConfig cliConfig;
  private boolean serviceStopped;

  private DevStack(EmbeddedServers servers, Service service, ApiSettings api, CliConfig cliConfig) {
    this.servers = servers;
    this.service = service;
    this.api = api;
    this.cliConfig = cliConfig;
  }

  /**
   * Starts the servers and the service.
   *
   * @param directory data directory; keeps the data and the API key for the next start
   * @param port port of the API on the loopback interface
   * @param settings environment variables of the service, without the URLs of the servers
   */
  public static DevStack start(Path directory, int port, Map<String, String> settings) {
    // The worker in this process executes Terraform as the same user.
    ProcessMemoryProtection.enable();
    EmbeddedServers servers = EmbeddedServers.start(directory);
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("DATABASE_URL", servers.databaseUrl());
    environment.put("DATABASE_MIGRATION_URL", servers.databaseOwnerUrl());
    environment.put("REDIS_URL", servers.redisUrl());
    environment.put("LISTEN_PORT", Integer.toString(port));
    try {
      Settings parsed = Settings.from(environment, WorkerSettingsValidator.checks());
      OwnerMigration.run(parsed);
      Service service = Service.start(parsed, Set.of(ServiceRole.API, ServiceRole.WORKER));
      CliConfig cliConfig = CliConfig.in(directory);
      ApiSettings api =
          new ApiSettings(
              URI.create("http://127.0.0.1:" + port), existingOrNewKey(service, cliConfig));
      cliConfig.write(api);
      return new DevStack(servers, service, api, cliConfig);
    } catch (RuntimeException e) {
      // The servers must not outlive a failed start.
      servers.close();
      throw e;
    }
  }

  private static String existingOrNewKey(Service service, CliConfig cliConfig) {
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    String storedKey = cliConfig.key();
    return keys.check(new KeySecret(storedKey)) instanceof KeyCheck.ValidKey
        ? storedKey
        : keys.create(TENANT, "demo", Role.ADMIN, Role.OWNER).secret().text();
  }

  public Service service() {
    return service;
  }

  public ApiSettings api() {
    return api;
  }

  /** Returns the address that signs in to the web console once, on this machine. */
  public URI signInLink() {
    Caller owner =
        service.part(KeyAuthenticator.class).authenticate(new KeySecret(api.key())).orElseThrow();
    SessionToken token =
        service.part(SessionRepository.class).createLink(owner.keyId(), LINK_VALIDITY);
    return api.url().resolve("/console/sign-in/link?token=" + token.text());
  }

  /** Returns the file with the URL and the key of the API. */
  public CliConfig cliConfig() {
    return cliConfig;
  }

  /** Stops Redis permanently. */
  public void stopRedis() {
    servers.stopRedis();
  }

  /**
   * Stops the service, but not the servers, and returns the Terraform processes that continue
   * without it.
   */
  public List<RunningTerraform> stopService() {
    if (!serviceStopped) {
      serviceStopped = true;
      service.close();
    }
    DatabaseUrl url = DatabaseUrl.parse(servers.databaseUrl());
    return new RunningTerraformQuery(JdbcClient.create(new DatabaseConnector(url, Map.of()))).run();
  }

  @Override
  public void close() {
    try {
      if (!serviceStopped) {
        service.close();
      }
    } finally {
      servers.close();
    }
  }
}

package io.beta9.provisioning.devstack.stack;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.KeyRole;
import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.cli.ApiSettings;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** PostgreSQL, Redis and the service in this process, what they keep in one folder. */
public final class DevStack implements AutoCloseable {
  private static final TenantId TENANT = new TenantId("demo");

  private final EmbeddedServers servers;
  private final Service service;
  private final ApiSettings api;

  private DevStack(EmbeddedServers servers, Service service, ApiSettings api) {
    this.servers = servers;
    this.service = service;
    this.api = api;
  }

  /**
   * Starts everything.
   *
   * @param settings what is set beside the servers' addresses, as environment variables
   * @param keyFile where the CLI finds the address and the key
   */
  public static DevStack start(Path folder, Path keyFile, int port, Map<String, String> settings) {
    EmbeddedServers servers = EmbeddedServers.start(folder);
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("DATABASE_URL", servers.databaseUrl());
    environment.put("REDIS_URL", servers.redisUrl());
    environment.put("LISTEN_PORT", Integer.toString(port));
    try {
      Service service =
          Service.start(Settings.from(environment), Set.of(ServiceRole.API, ServiceRole.WORKER));
      ApiSettings api =
          new ApiSettings(
              URI.create("http://127.0.0.1:" + port), existingOrNewKey(service, keyFile));
      writeCliConfig(keyFile, api);
      return new DevStack(servers, service, api);
    } catch (RuntimeException e) {
      // Whatever stopped the service, the servers must not outlive this call.
      servers.close();
      throw e;
    }
  }

  private static String existingOrNewKey(Service service, Path keyFile) {
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    String kept = storedKey(keyFile);
    return keys.callerWith(new KeySecret(kept)).isPresent()
        ? kept
        : keys.create(TENANT, "demo", KeyRole.OPERATOR).secret().text();
  }

  private static String storedKey(Path keyFile) {
    if (!Files.exists(keyFile)) {
      return "";
    }
    try {
      return JsonMapper.shared().readTree(Files.readAllBytes(keyFile)).path("key").asString("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeCliConfig(Path keyFile, ApiSettings api) {
    ObjectNode file = JsonMapper.shared().createObjectNode();
    file.put("url", api.url().toString());
    file.put("key", api.key());
    try {
      Files.createDirectories(keyFile.toAbsolutePath().getParent());
      Files.deleteIfExists(keyFile);
      Files.createFile(
          keyFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(keyFile, file.toPrettyString() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the key could not be kept in " + keyFile, e);
    }
  }

  public Service service() {
    return service;
  }

  public ApiSettings api() {
    return api;
  }

  /** Takes Redis away for good. */
  public void stopRedis() {
    servers.stopRedis();
  }

  public String databaseUrl() {
    return servers.databaseUrl();
  }

  public String redisUrl() {
    return servers.redisUrl();
  }

  @Override
  public void close() {
    try {
      service.close();
    } finally {
      servers.close();
    }
  }
}

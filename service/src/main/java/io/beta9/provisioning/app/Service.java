package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The running service: API, worker, or both in one process. */
public final class Service implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Service.class);

  private final ConfigurableApplicationContext context;
  private final List<WorkerLifecycle> workers;

  private Service(ConfigurableApplicationContext context) {
    this.context = context;
    this.workers = List.copyOf(context.getBeansOfType(WorkerLifecycle.class).values());
  }

  /** What was asked for cannot be started; the message says why and what to do. */
  public static final class RefusedException extends RuntimeException {
    public RefusedException(String message) {
      super(message);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Root {}

  /**
   * Starts the service, after it has brought the schema up to date.
   *
   * @throws RefusedException where it would listen beyond loopback and there is no key, where its
   *     port is taken, or where a tool that it needs is not there
   * @throws Settings.InvalidSettingsException where a setting is wrong
   * @throws io.beta9.provisioning.database.Migrations.UnreachableException where the database does
   *     not answer for a minute
   */
  public static Service start(Settings settings, Set<ServiceRole> roles) {
    return start(settings, roles, context -> {});
  }

  /** The same, whose worker works with these tools in place of Terraform and Helm. */
  public static Service start(Settings settings, Set<ServiceRole> roles, WorkerTools tools) {
    return start(settings, roles, context -> context.registerBean(WorkerTools.class, () -> tools));
  }

  private static Service start(
      Settings settings, Set<ServiceRole> roles, Consumer<GenericApplicationContext> parts) {
    prepare(settings, roles);
    TreeMap<String, Class<?>> sources = new TreeMap<>();
    sources.put("root", Root.class);
    sources.put("core", CoreConfiguration.class);
    if (roles.contains(ServiceRole.API)) {
      sources.put("api", ApiConfiguration.class);
      if (settings.database().readUrl() != null) {
        sources.put("replica", ReplicaConfiguration.class);
      }
    }
    if (roles.contains(ServiceRole.WORKER)) {
      sources.put("worker", WorkerConfiguration.class);
    }
    SpringApplication application = new SpringApplication(sources.values().toArray(Class[]::new));
    application.setBannerMode(Banner.Mode.OFF);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(properties(settings, roles));
    application.addInitializers(
        context -> {
          GenericApplicationContext registry = (GenericApplicationContext) context;
          registry.registerBean(Settings.class, () -> settings);
          parts.accept(registry);
        });
    try {
      Service service = new Service(application.run());
      log.info(
          "Serving on http://{}:{}, metrics at /metrics, health at /health",
          settings.api().listenAddress(),
          service.port());
      return service;
    } catch (RuntimeException e) {
      throw StartupFailureAnalyzer.of(e, settings, roles);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return context instanceof WebServerApplicationContext web && web.getWebServer() != null
        ? web.getWebServer().getPort()
        : -1;
  }

  /** A part of the running service, for those who run it in their own process. */
  public <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /** Makes a {@link #closeAfterResponse} that is waiting for operations to end wait no longer. */
  public void hurry() {
    workers.forEach(WorkerLifecycle::abortDrain);
  }

  @Override
  public void close() {
    context.close();
  }

  /** What can be refused is refused before anything else starts, so that nothing hides it. */
  private static void prepare(Settings settings, Set<ServiceRole> roles) {
    if (roles.contains(ServiceRole.WORKER)) {
      WorkerSettingsValidator.check(settings);
    }
    try (HikariDataSource database =
        CoreConfiguration.pool(settings.database().url(), CoreConfiguration.FEW)) {
      SchemaInitializer.migrate(database, settings.database().url());
      String address = settings.api().listenAddress();
      if (roles.contains(ServiceRole.API)
          && !isLoopback(address)
          && !new ApiKeyRepository(JdbcClient.create(database), new SecureRandom())
              .hasActiveKey()) {
        throw new RefusedException(
            "This would listen on "
                + address
                + ", which is more than this machine, and no API key is in force. "
                + "Make one first: ./provisioner admin keys create --tenant NAME --name NAME");
      }
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new RefusedException("LISTEN_ADDRESS: '" + address + "' is not an address");
    }
  }

  private static Map<String, Object> properties(Settings settings, Set<ServiceRole> roles) {
    Map<String, Object> properties = new TreeMap<>();
    properties.put("server.address", settings.api().listenAddress());
    properties.put("server.port", ServiceRole.listenPort(roles, settings));
    properties.put("server.shutdown", "graceful");
    properties.put("server.tomcat.max-http-form-post-size", "1KB");
    properties.put("server.servlet.register-default-servlet", "false");
    properties.put("spring.threads.virtual.enabled", "true");
    properties.put("spring.jackson.property-naming-strategy", "SNAKE_CASE");
    properties.put("spring.mvc.problemdetails.enabled", "false");
    properties.put("spring.web.resources.add-mappings", "false");
    properties.put(
        "spring.lifecycle.timeout-per-shutdown-phase",
        settings.worker().drain().plusSeconds(20).toSeconds() + "s");
    properties.put("spring.main.log-startup-info", "false");
    properties.put("springdoc.api-docs.path", "/openapi.json");
    properties.put("springdoc.api-docs.version", "openapi_3_1");
    properties.put("management.endpoints.web.base-path", "/");
    properties.put("management.endpoints.web.exposure.include", "health,prometheus");
    properties.put("management.endpoints.web.path-mapping.prometheus", "metrics");
    properties.put("management.endpoint.health.show-details", "always");
    properties.put("management.endpoint.health.show-components", "always");
    properties.put("management.endpoint.health.group.live.include", "ping");
    properties.put("management.endpoint.health.group.ready.include", "db");
    properties.put("management.health.redis.enabled", "false");
    properties.put("management.health.diskspace.enabled", "false");
    properties.put("management.health.ssl.enabled", "false");
    properties.put("management.metrics.enable.http", "false");
    String level = System.getenv().getOrDefault("LOG_LEVEL", "info").toLowerCase(Locale.ROOT);
    properties.put("logging.level.io.beta9.provisioning", level);
    properties.put("logging.level.root", "warn");
    // What keeps it from starting is told once, by whoever called.
    StartupFailureAnalyzer.LOGGERS.forEach(
        logger -> properties.put("logging.level." + logger, "off"));
    return properties;
  }
}

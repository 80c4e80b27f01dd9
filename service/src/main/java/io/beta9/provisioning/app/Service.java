package io.beta9.provisioning.app;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepository;
import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.app.security.OidcPolicy;
import io.beta9.provisioning.app.server.ManagementPort;
import io.beta9.provisioning.app.server.ManagementPortFilter;
import io.beta9.provisioning.app.server.TransportPolicy;
import io.beta9.provisioning.database.SchemaReadiness;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.settings.telemetry.LogFormat;
import io.beta9.provisioning.telemetry.log.JsonLogValues;
import io.beta9.provisioning.telemetry.log.TextLogFormat;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The running service: API, worker, or both in one process. */
public final class Service implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Service.class);
  private static final String SUMMARY_GROUP =
      "management.endpoint.health.group." + ManagementPortFilter.SUMMARY;

  private final ConfigurableApplicationContext context;
  private final List<WorkerLifecycle> workers;

  private Service(ConfigurableApplicationContext context) {
    this.context = context;
    this.workers = List.copyOf(context.getBeansOfType(WorkerLifecycle.class).values());
  }

  /** The service cannot start; the message states why and what to do. */
  public static final class RefusedException extends RuntimeException {
    public RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Starts the service: opens its port, migrates the schema, then starts the workers and the
   * recurring jobs. Returns when it is ready.
   *
   * @throws RefusedException if it would listen beyond loopback while there is no API key, its port
   *     is in use, or a required tool is missing
   * @throws io.beta9.provisioning.settings.InvalidSettingsException if a setting is invalid
   * @throws io.beta9.provisioning.database.Migrations.UnreachableException if the database does not
   *     become available within a minute
   */
  public static Service start(Settings settings, Set<ServiceRole> roles) {
    return start(settings, roles, context -> {});
  }

  /** Starts the service with a worker that uses these tools instead of Terraform and Helm. */
  public static Service start(Settings settings, Set<ServiceRole> roles, WorkerTools tools) {
    return start(settings, roles, context -> context.registerBean(WorkerTools.class, () -> tools));
  }

  private static Service start(
      Settings settings, Set<ServiceRole> roles, Consumer<GenericApplicationContext> beans) {
    // Before the context starts, so that no other error hides the reason.
    TransportPolicy.refusal(settings)
        .or(() -> OidcPolicy.refusal(settings.oidc()))
        .or(() -> OidcPolicy.refusal(settings.console(), settings.oidc()))
        .ifPresent(
            reason -> {
              throw new RefusedException(reason);
            });
    if (roles.contains(ServiceRole.WORKER)) {
      WorkerSettingsValidator.validate(settings.operations());
    }
    BeanSources sources = BeanSources.of(settings, roles);
    SpringApplication application = application(sources, settings);
    if (AotDetector.useGeneratedArtifacts()) {
      application.addInitializers(sources.generatedDefinitions());
    }
    application.addInitializers(
        context -> {
          GenericApplicationContext registry = (GenericApplicationContext) context;
          registry.getBeanFactory().registerSingleton("settings", settings);
          settings
              .groups()
              .forEach(
                  group ->
                      registry
                          .getBeanFactory()
                          .registerSingleton(group.getClass().getName(), group));
          registry.registerBean(
              SchemaLifecycle.class,
              () ->
                  new SchemaLifecycle(
                      registry.getBean("dataSource", HikariDataSource.class),
                      settings,
                      roles,
                      registry.getBean(SchemaReadiness.class)));
          beans.accept(registry);
        });
    try {
      Service service = new Service(application.run());
      log.info(
          "Serving on {}://{}:{}, metrics at /metrics, health at /health{}",
          settings.tls().certFile() == null ? "http" : "https",
          settings.listen().address(),
          service.port(),
          service.managementPort() < 0 ? "" : " on port " + service.managementPort());
      return service;
    } catch (RuntimeException e) {
      // Spring wraps the cause in exceptions of its own; the analyzer looks for it.
      throw StartupFailureAnalyzer.of(e, settings, roles);
    }
  }

  /** Returns the application with the beans that are the same for every process of its kind. */
  static SpringApplication application(BeanSources sources, Settings settings) {
    SpringApplication application =
        new SpringApplication(sources.configurationClasses().toArray(Class[]::new));
    application.setBannerMode(Banner.Mode.OFF);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(properties(settings, sources.roles()));
    return application;
  }

  /** Returns the port that it listens on, or -1. */
  public int port() {
    return context instanceof WebServerApplicationContext web && web.getWebServer() != null
        ? web.getWebServer().getPort()
        : -1;
  }

  /** Returns the port of metrics and health details if it is a separate one, or -1. */
  public int managementPort() {
    ManagementPort management = context.getBeanProvider(ManagementPort.class).getIfAvailable();
    return management == null ? -1 : management.localPort();
  }

  /** Returns a bean, for processes that embed the service. */
  public <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /** Makes a running {@link #close} return without waiting for running operations. */
  public void abortDrain() {
    workers.forEach(WorkerLifecycle::abortDrain);
  }

  @Override
  public void close() {
    context.close();
  }

  private static Map<String, Object> properties(Settings settings, Set<ServiceRole> roles) {
    Map<String, Object> properties = new TreeMap<>();
    properties.put("server.address", settings.listen().address());
    properties.put("server.port", ServiceRole.listenPort(roles, settings));
    // By default, forwarded headers of all private addresses are trusted in Kubernetes.
    properties.put("server.forward-headers-strategy", "none");
    properties.put("server.shutdown", "graceful");
    properties.put("server.tomcat.max-http-form-post-size", "1KB");
    properties.put("server.servlet.register-default-servlet", "false");
    // A new connection costs more than a request.
    properties.put("server.tomcat.max-keep-alive-requests", "-1");
    properties.put("spring.threads.virtual.enabled", "true");
    properties.put("spring.jackson.property-naming-strategy", "SNAKE_CASE");
    properties.put("spring.mvc.problemdetails.enabled", "false");
    properties.put("spring.web.resources.add-mappings", "false");
    properties.put(
        "spring.lifecycle.timeout-per-shutdown-phase",
        settings.worker().drain().plusSeconds(20).toSeconds() + "s");
    properties.put("spring.main.log-startup-info", "false");
    properties.put("management.endpoints.web.base-path", "/");
    properties.put("management.endpoints.web.exposure.include", "health,prometheus");
    properties.put("management.endpoints.web.path-mapping.prometheus", "metrics");
    properties.put("management.endpoint.health.show-details", "always");
    properties.put("management.endpoint.health.show-components", "always");
    properties.put(SUMMARY_GROUP + ".include", "*");
    properties.put(SUMMARY_GROUP + ".show-details", "never");
    properties.put(SUMMARY_GROUP + ".show-components", "never");
    properties.put("management.endpoint.health.group.live.include", "ping");
    properties.put(
        "management.endpoint.health.group.ready.include",
        roles.contains(ServiceRole.WORKER) ? "database,schema,worker" : "database,schema");
    properties.put(
        "management.endpoint.health.status.order",
        "DOWN,OUT_OF_SERVICE," + MetricsConfiguration.DEGRADED + ",UP,UNKNOWN");
    properties.put("management.health.db.enabled", "false");
    properties.put("management.health.redis.enabled", "false");
    properties.put("management.health.diskspace.enabled", "false");
    properties.put("management.health.ssl.enabled", "false");
    properties.put("management.metrics.enable.http", "false");
    // The requests have metrics of their own; forms are not accepted.
    properties.put(
        "spring.autoconfigure.exclude",
        "org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration");
    properties.put("spring.mvc.formcontent.filter.enabled", "false");
    properties.put(
        "logging.level.io.beta9.provisioning",
        settings.log().level().name().toLowerCase(Locale.ROOT));
    properties.put("logging.level.root", "warn");
    // It warns of the jobs of the other role, and of a deletion that ClusterJobs has switched off.
    properties.put("logging.level." + JdbcTaskRepository.class.getName(), "error");
    properties.put(
        "spring.application.name",
        roles.contains(ServiceRole.API) ? "provisioning-api" : "provisioning-worker");
    logFormat(properties, settings.log().format());
    // The caller reports a failed start, once.
    StartupFailureAnalyzer.LOGGERS.forEach(
        logger -> properties.put("logging.level." + logger, "off"));
    return properties;
  }

  private static void logFormat(Map<String, Object> properties, LogFormat format) {
    switch (format) {
      case TEXT ->
          properties.put("logging.structured.format.console", TextLogFormat.class.getName());
      case JSON -> {
        properties.put("logging.structured.format.console", "ecs");
        properties.put("logging.structured.json.customizer", JsonLogValues.class.getName());
      }
    }
  }
}

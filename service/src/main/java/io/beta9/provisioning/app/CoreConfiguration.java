package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.api.InstantJson;
import io.beta9.provisioning.app.contract.ContractConfiguration;
import io.beta9.provisioning.app.server.ServerConfiguration;
import io.beta9.provisioning.aws.session.AwsCallMetrics;
import io.beta9.provisioning.aws.session.AwsOptions;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.cloud.CloudAccounts;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.database.Replica;
import io.beta9.provisioning.database.RoutedDatabase;
import io.beta9.provisioning.database.SchemaReadiness;
import io.beta9.provisioning.database.StandbyDetector;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.RedisWorkNotifier;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.settings.AwsSettings;
import io.beta9.provisioning.settings.DatabaseSettings;
import io.beta9.provisioning.settings.OperationSettings;
import io.beta9.provisioning.settings.RedisSettings;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import io.beta9.provisioning.settings.telemetry.TracingSettings;
import io.beta9.provisioning.telemetry.otel.OpenTelemetrySink;
import io.beta9.provisioning.telemetry.trace.Tracing;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Beans of both roles: the database, the notifier, the recurring jobs and the repositories. */
@Configuration(proxyBeanMethods = false)
@Import({MetricsConfiguration.class, ServerConfiguration.class, ContractConfiguration.class})
public class CoreConfiguration {
  /** Connections of a command: a migration uses one for its lock and one for its statements. */
  public static final int COMMAND_POOL_SIZE = 3;

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  RandomGenerator random() {
    return new SecureRandom();
  }

  /** Classes of OpenTelemetry are loaded only if an endpoint is set. */
  @Bean
  Tracing tracing(
      TracingSettings settings,
      @Value("${spring.application.name}") String service,
      Clock clock,
      RandomGenerator random) {
    return settings.endpoint() == null
        ? Tracing.off()
        : new Tracing(OpenTelemetrySink.otlp(settings.endpoint(), service), clock, random);
  }

  @Bean
  JsonMapper json() {
    return JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .addModule(new SimpleModule().addSerializer(Instant.class, new InstantJson()))
        .build();
  }

  /** The pool of the primary; injected only by name. */
  @Bean(defaultCandidate = false)
  HikariDataSource dataSource(DatabaseSettings settings) {
    return pool("primary", settings.url(), settings.poolSize());
  }

  /** Returns a pool that fails within two seconds if the database is unavailable. */
  public static HikariDataSource pool(DatabaseUrl url, int size) {
    return pool("commands", url, size);
  }

  /**
   * Returns a pool that fails within two seconds if the database is unavailable.
   *
   * @param name the name in metrics and logs
   */
  static HikariDataSource pool(String name, DatabaseUrl url, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(
        new DatabaseConnector(
            url,
            Map.of(
                "ApplicationName", "beta9-provisioning",
                "connectTimeout", "2",
                "socketTimeout", "30",
                "tcpKeepAlive", "true")));
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(Duration.ofSeconds(2).toMillis());
    config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverrideClassName(StandbyDetector.class.getName());
    return new HikariDataSource(config);
  }

  @Bean
  RoutedDatabase database(
      @Qualifier("dataSource") HikariDataSource primary,
      ObjectProvider<Replica> replica,
      MeterRegistry meters) {
    return new RoutedDatabase(primary, replica.getIfAvailable(), meters);
  }

  @Bean
  SchemaReadiness schemaReadiness() {
    return new SchemaReadiness();
  }

  /** Part of the readiness: the process is not ready until the schema is migrated. */
  @Bean
  HealthIndicator schemaHealthIndicator(SchemaReadiness schema) {
    return () ->
        schema.isReady()
            ? Health.up().build()
            : Health.outOfService().withDetail("reason", "the schema is being migrated").build();
  }

  @Bean
  JdbcTransactionManager transactionManager(DataSource dataSource) {
    return new JdbcTransactionManager(dataSource);
  }

  @Bean
  TransactionTemplate transactions(JdbcTransactionManager manager) {
    return new TransactionTemplate(manager);
  }

  @Bean
  ClusterJobs clusterJobs(
      @Qualifier("dataSource") HikariDataSource primary, List<ClusterJob> jobs) {
    return new ClusterJobs(primary, jobs);
  }

  @Bean
  JdbcClient jdbc(DataSource dataSource) {
    return JdbcClient.create(dataSource);
  }

  @Bean
  WorkNotifier workNotifier(RedisSettings settings, Clock clock) {
    return new RedisWorkNotifier(settings.url(), settings.sslOptions(), clock);
  }

  @Bean
  ApiKeyRepository apiKeys(JdbcClient jdbc, RandomGenerator random) {
    return new ApiKeyRepository(jdbc, random);
  }

  @Bean
  EnvironmentRepository environments(JdbcClient jdbc, JsonMapper json) {
    return new EnvironmentRepository(jdbc, json);
  }

  @Bean
  OperationRepository operations(JdbcClient jdbc, OperationSettings settings) {
    return new OperationRepository(jdbc, settings.maxRunningOperationsPerTenant());
  }

  @Bean
  RegionCircuitRepository regions(JdbcClient jdbc) {
    return new RegionCircuitRepository(jdbc);
  }

  @Bean
  RegionQueue regionQueue(JdbcClient jdbc) {
    return new RegionQueue(jdbc);
  }

  @Bean
  WorkerRepository workers(JdbcClient jdbc) {
    return new WorkerRepository(jdbc);
  }

  @Bean
  ProcessRepository processes(JdbcClient jdbc) {
    return new ProcessRepository(jdbc);
  }

  @Bean
  KeptStateRepository keptStates(JdbcClient jdbc) {
    return new KeptStateRepository(jdbc);
  }

  @Bean
  AuditRepository audit(JdbcClient jdbc) {
    return new AuditRepository(jdbc);
  }

  @Bean
  AwsSessions awsSessions(AwsSettings settings, MeterRegistry meters) {
    return new AwsSessions(AwsOptions.of(settings), List.of(new AwsCallMetrics(meters)));
  }

  @Bean
  CloudAccounts cloudAccounts(AwsSessions sessions) {
    return new AwsAccounts(sessions);
  }

  @Bean
  EventRepository events(JdbcClient jdbc, JsonMapper json) {
    return new EventRepository(jdbc, json);
  }

  @Bean
  LogRepository logs(JdbcClient jdbc) {
    return new LogRepository(jdbc);
  }

  @Bean
  JournalRepository journal(JdbcClient jdbc) {
    return new JournalRepository(jdbc);
  }
}

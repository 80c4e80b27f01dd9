package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.KeyCache;
import io.beta9.provisioning.access.KeyChangeListener;
import io.beta9.provisioning.access.TenantLifecycleRepository;
import io.beta9.provisioning.api.ApiDescriptionResource;
import io.beta9.provisioning.api.ConnectionResource;
import io.beta9.provisioning.api.DiagnosisResource;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.EnvironmentReadFilter;
import io.beta9.provisioning.api.EnvironmentResource;
import io.beta9.provisioning.api.EnvironmentViews;
import io.beta9.provisioning.api.KeyResource;
import io.beta9.provisioning.api.OnboardingResource;
import io.beta9.provisioning.api.OperatorResource;
import io.beta9.provisioning.api.ProblemExceptionHandler;
import io.beta9.provisioning.api.RegionResource;
import io.beta9.provisioning.api.RepairResource;
import io.beta9.provisioning.api.ServerSentEvents;
import io.beta9.provisioning.api.TimelineResource;
import io.beta9.provisioning.api.metrics.ConnectionMetrics;
import io.beta9.provisioning.api.metrics.RequestMetrics;
import io.beta9.provisioning.api.metrics.RouteRegistration;
import io.beta9.provisioning.api.problem.MalformedRequestReport;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.progress.ResourcesResource;
import io.beta9.provisioning.api.request.LargeDocumentLimit;
import io.beta9.provisioning.api.request.ReplicaReadFilter;
import io.beta9.provisioning.api.request.RequestErrorLog;
import io.beta9.provisioning.api.request.RequestIdFilter;
import io.beta9.provisioning.api.request.RequestLimit;
import io.beta9.provisioning.api.request.SchemaReadinessFilter;
import io.beta9.provisioning.api.request.TraceFilter;
import io.beta9.provisioning.api.support.SupportBundleResource;
import io.beta9.provisioning.api.tenant.TenantResource;
import io.beta9.provisioning.app.contract.ApiContractConfiguration;
import io.beta9.provisioning.app.job.CapacitySamplingJob;
import io.beta9.provisioning.app.job.OpenEndpointJob;
import io.beta9.provisioning.app.job.RetentionJob;
import io.beta9.provisioning.app.security.SecurityConfiguration;
import io.beta9.provisioning.app.server.ManagementPort;
import io.beta9.provisioning.app.server.ManagementPortFilter;
import io.beta9.provisioning.app.server.ServerConnectors;
import io.beta9.provisioning.app.webhook.WebhookConfiguration;
import io.beta9.provisioning.certificates.CertificateExpiries;
import io.beta9.provisioning.cloud.CloudAccounts;
import io.beta9.provisioning.database.RoutedDatabase;
import io.beta9.provisioning.database.SchemaReadiness;
import io.beta9.provisioning.diagnosis.AccountClusterCheck;
import io.beta9.provisioning.diagnosis.DiagnosisLimit;
import io.beta9.provisioning.diagnosis.EnvironmentDiagnoser;
import io.beta9.provisioning.diagnosis.EnvironmentFactsRepository;
import io.beta9.provisioning.diagnosis.bundle.BundleSources;
import io.beta9.provisioning.diagnosis.bundle.SupportBundle;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.StuckPolicy;
import io.beta9.provisioning.intake.BootstrapRequests;
import io.beta9.provisioning.intake.CancelRequests;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.ForcedDestroyRequests;
import io.beta9.provisioning.intake.KeyRequests;
import io.beta9.provisioning.intake.PlanRequests;
import io.beta9.provisioning.intake.RegionRequests;
import io.beta9.provisioning.intake.SmokeTestRequests;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.intake.tenant.TenantRequests;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.metrics.DependencyMonitor;
import io.beta9.provisioning.metrics.EnvironmentTotals;
import io.beta9.provisioning.metrics.FleetMetrics;
import io.beta9.provisioning.metrics.FleetSnapshotQuery;
import io.beta9.provisioning.metrics.RefreshedValue;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.history.OperationHistoryRepository;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.progress.OperationResourcesReader;
import io.beta9.provisioning.progress.RunEventRepository;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.report.CapacityReports;
import io.beta9.provisioning.report.CapacitySamples;
import io.beta9.provisioning.report.FailureReports;
import io.beta9.provisioning.report.HealthReports;
import io.beta9.provisioning.report.QueueReports;
import io.beta9.provisioning.report.RegionReports;
import io.beta9.provisioning.settings.AwsSettings;
import io.beta9.provisioning.settings.DatabaseSettings;
import io.beta9.provisioning.settings.EnvironmentSettings;
import io.beta9.provisioning.settings.ListenSettings;
import io.beta9.provisioning.settings.OperationSettings;
import io.beta9.provisioning.settings.RetentionSettings;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.settings.http.HttpSettings;
import io.beta9.provisioning.settings.telemetry.TracingSettings;
import io.beta9.provisioning.telemetry.trace.Tracing;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.timeline.RetentionCleanup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Beans of the API. */
@Configuration(proxyBeanMethods = false)
@Import({
  RateLimitConfiguration.class,
  SecurityConfiguration.class,
  ApiContractConfiguration.class,
  EnvironmentResource.class,
  OperatorResource.class,
  DiagnosisResource.class,
  SupportBundleResource.class,
  ResourcesResource.class,
  RepairResource.class,
  ConnectionResource.class,
  OnboardingResource.class,
  RegionResource.class,
  KeyResource.class,
  TenantResource.class,
  ReplicaReadFilter.class,
  ApiDescriptionResource.class,
  TimelineResource.class,
  ProblemExceptionHandler.class,
  AccountConfiguration.class,
  StateConfiguration.class,
  CertificateConfiguration.class,
  WebhookConfiguration.class
})
class ApiConfiguration {

  @Bean
  OperationResourcesReader operationResources(
      JdbcClient jdbc, EnvironmentFactsRepository history, Clock clock) {
    return new OperationResourcesReader(new RunEventRepository(jdbc), history, clock);
  }

  @Bean
  MetaConfigReader metaConfigReader(EnvironmentSettings settings, AwsSettings aws) {
    return new MetaConfigReader(regions(settings, aws), workerNetworks(settings));
  }

  /** Returns from where workers connect, and this process, which is in their network. */
  static WorkerNetworks workerNetworks(EnvironmentSettings settings) {
    return WorkerNetworks.of(
        settings.workerSourceCidrs().toString(), settings.workerPrivateNetworks().toString());
  }

  private static Set<String> regions(EnvironmentSettings settings, AwsSettings aws) {
    Set<String> allowed = settings.allowedRegions();
    return allowed.isEmpty() ? AwsRegions.of(AwsPartition.ofRegion(aws.region())) : allowed;
  }

  /** Read-only requests; what precedes a decision is read from the primary. */
  @Bean
  WebMvcConfigurer replicaReads(ReplicaReadFilter reads) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry
            .addInterceptor(reads)
            .addPathPatterns(
                "/api/v1/environments",
                "/api/v1/environments/{id}",
                "/api/v1/environments/{id}/events",
                "/api/v1/environments/{id}/logs",
                "/api/v1/reports/failures",
                "/api/v1/reports/capacity");
      }
    };
  }

  /** After the authorization, which determines the tenant. */
  @Bean
  WebMvcConfigurer largeDocuments() {
    LargeDocumentLimit limit = new LargeDocumentLimit(Duration.ofSeconds(5));
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(limit).order(Ordered.HIGHEST_PRECEDENCE + 2);
      }
    };
  }

  @Bean
  RegionRequests regionRequests(
      TransactionTemplate transactions,
      RegionCircuitRepository regions,
      AuditRepository audit,
      EnvironmentSettings settings,
      AwsSettings aws) {
    return new RegionRequests(transactions, regions, audit, regions(settings, aws));
  }

  @Bean
  TenantRequests tenantRequests(
      TransactionTemplate transactions,
      JdbcClient jdbc,
      ApiKeyRepository keys,
      KeyCache cache,
      AuditRepository audit) {
    return new TenantRequests(
        transactions, new TenantLifecycleRepository(jdbc), keys, cache, audit);
  }

  @Bean
  KeyRequests keyRequests(
      TransactionTemplate transactions,
      ApiKeyRepository keys,
      KeyCache cache,
      AuditRepository audit) {
    return new KeyRequests(transactions, keys, cache, audit);
  }

  @Bean
  KeyCache keyCache(Clock clock) {
    return new KeyCache(clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  KeyChangeListener keyChangeListener(DatabaseSettings settings, KeyCache cache) {
    return new KeyChangeListener(settings.url(), cache);
  }

  /** The component {@code keyChanges}: a process that cannot listen reads every key. */
  @Bean
  HealthIndicator keyChangesHealthIndicator(KeyChangeListener listener) {
    return () ->
        listener
            .problem()
            .map(
                problem ->
                    MetricsConfiguration.health(
                        Health.status(MetricsConfiguration.DEGRADED),
                        "changes of API keys are not reported, so keys are not cached",
                        problem))
            .orElseGet(Health.up()::build);
  }

  @Bean
  RegionReports regionReports(JdbcClient jdbc) {
    return new RegionReports(jdbc);
  }

  @Bean
  EnvironmentRequests environmentRequests(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      OperationRepository operations,
      EventRepository events,
      WorkNotifier workNotifier,
      JsonMapper json,
      Settings settings,
      Clock clock,
      RandomGenerator random) {
    return new EnvironmentRequests(
        new EnvironmentRequests.IntakeRepositories(
            jdbc, transactions, environments, operations, events),
        workNotifier,
        json,
        settings,
        clock,
        random);
  }

  @Bean
  UpdateRequests updateRequests(EnvironmentRequests requests) {
    return new UpdateRequests(requests);
  }

  @Bean
  PlanRequests planRequests(EnvironmentRequests requests, UpdateRequests updates) {
    return new PlanRequests(requests, updates);
  }

  @Bean
  BootstrapRequests bootstrapRequests(EnvironmentRequests requests, JdbcClient jdbc) {
    return new BootstrapRequests(requests, new CompletedSteps(jdbc));
  }

  @Bean
  SmokeTestRequests smokeTestRequests(EnvironmentRequests requests, JdbcClient jdbc) {
    return new SmokeTestRequests(requests, new CompletedSteps(jdbc));
  }

  @Bean
  ForcedDestroyRequests forcedDestroyRequests(
      EnvironmentRequests requests, JdbcClient jdbc, JsonMapper json) {
    return new ForcedDestroyRequests(
        requests, new CancelRepository(jdbc), new CompletedSteps(jdbc));
  }

  @Bean
  EffectiveCaller effectiveCaller(EnvironmentRepository environments) {
    return new EffectiveCaller(environments);
  }

  @Bean
  CancelRequests cancelRequests(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      EventRepository events,
      JsonMapper json) {
    return new CancelRequests(jdbc, transactions, environments, new CancelRepository(jdbc), events);
  }

  @Bean
  EnvironmentViews environmentViews(
      EnvironmentSettings settings, Clock clock, RegionQueue regions) {
    return new EnvironmentViews(new StuckPolicy(settings.stuckAfter()), clock, regions);
  }

  @Bean
  ServerSentEvents serverSentEvents(JsonMapper json, Clock clock) {
    return new ServerSentEvents(json, clock);
  }

  /** Ends the streams before the server waits for its running requests: a stream does not end. */
  @Bean
  ApplicationListener<ContextClosedEvent> closeStreamsOnShutdown(ServerSentEvents streams) {
    return event -> streams.close();
  }

  @Bean
  EnvironmentReadFilter environmentReadFilter(
      EnvironmentRepository environments,
      EnvironmentViews views,
      ReplicaReadFilter replicaReads,
      ProblemDetails problems,
      JsonMapper json) {
    return new EnvironmentReadFilter(environments, views, replicaReads, problems, json);
  }

  @Bean
  RequestLimit requestLimit(ListenSettings settings, JsonMapper json) {
    return new RequestLimit(settings.maxRequests(), json);
  }

  @Bean
  SchemaReadinessFilter schemaReadinessFilter(SchemaReadiness schema, ProblemDetails problems) {
    return new SchemaReadinessFilter(schema, problems);
  }

  @Bean
  EnvironmentFactsRepository environmentFacts(JdbcClient jdbc) {
    return new EnvironmentFactsRepository(jdbc);
  }

  @Bean
  EnvironmentDiagnoser environmentDiagnoser(
      EnvironmentFactsRepository facts,
      CloudAccounts accounts,
      EnvironmentSettings settings,
      JsonMapper json,
      Clock clock) {
    return new EnvironmentDiagnoser(
        facts,
        accounts,
        new AccountClusterCheck(accounts, workerNetworks(settings)),
        new DiagnosisLimit(),
        json,
        clock);
  }

  @Bean
  SupportBundle supportBundle(
      JdbcClient jdbc,
      EventRepository events,
      LogRepository logs,
      EnvironmentDiagnoser diagnoser,
      JsonMapper json,
      Clock clock) {
    return new SupportBundle(
        new BundleSources(new OperationHistoryRepository(jdbc), events, logs),
        diagnoser,
        json,
        clock,
        Objects.requireNonNullElse(
            ApiConfiguration.class.getPackage().getImplementationVersion(), "development"));
  }

  @Bean
  QueueReports queueReports(JdbcClient jdbc, OperationSettings settings) {
    return new QueueReports(jdbc, settings.maxRunningOperationsPerTenant());
  }

  @Bean
  FailureReports failureReports(JdbcClient jdbc) {
    return new FailureReports(jdbc);
  }

  @Bean
  CapacityReports capacityReports(JdbcClient jdbc) {
    return new CapacityReports(jdbc);
  }

  @Bean
  HealthReports healthReports(
      JdbcClient jdbc,
      @Qualifier("dataSource") HikariDataSource pool,
      RoutedDatabase database,
      MeterRegistry meters,
      CertificateExpiries certificates,
      @Qualifier("redisMonitor") DependencyMonitor redis) {
    return new HealthReports(jdbc, pool, database.replica(), meters, certificates, redis);
  }

  @Bean
  ClusterJob capacitySamplingJob(JdbcClient jdbc, MeterRegistry meters, Clock clock) {
    return new ClusterJob(
        "capacity-sampling",
        CapacitySamples.INTERVAL,
        new CapacitySamplingJob(new CapacitySamples(jdbc), meters, clock)::run);
  }

  @Bean
  ClusterJob openEndpointJob(
      TransactionTemplate transactions,
      JdbcClient jdbc,
      EnvironmentRepository environments,
      EventRepository events,
      CloudAccounts accounts) {
    return new ClusterJob(
        "open-endpoints",
        OpenEndpointJob.INTERVAL,
        new OpenEndpointJob(transactions, jdbc, environments, events, accounts)::run);
  }

  @Bean
  ClusterJob retentionJob(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      Clock clock,
      RetentionSettings settings,
      MeterRegistry meters) {
    List<String> tables =
        RetentionCleanup.tables(settings).stream().map(retained -> retained.table()).toList();
    return new ClusterJob(
        "retention",
        RetentionJob.INTERVAL,
        new RetentionJob(new RetentionCleanup(jdbc, transactions, clock, settings), tables, meters)
            ::run);
  }

  @Bean
  RequestIdFilter requestIdFilter(RandomGenerator random) {
    return new RequestIdFilter(random);
  }

  /** Placed inside of the valve that Spring adds, so that it reports first. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> malformedRequestReport(
      JsonMapper json, RequestIdFilter ids) {
    return factory ->
        factory.addContextCustomizers(
            context ->
                context
                    .getParent()
                    .getPipeline()
                    .addValve(
                        new MalformedRequestReport(json, RequestIdFilter.HEADER, ids::newId)));
  }

  @Bean
  ManagementPort managementPort(
      HttpSettings http, ListenSettings listen, ServerConnectors connectors) {
    return new ManagementPort(http.managementPort(), listen, connectors);
  }

  @Bean
  ManagementPortFilter managementPortFilter(ManagementPort management) {
    return new ManagementPortFilter(management);
  }

  @Bean
  TraceFilter traceFilter(Tracing tracing, TracingSettings settings, RandomGenerator random) {
    return new TraceFilter(tracing, settings.readPercent(), random);
  }

  @Bean
  RequestErrorLog requestErrorLog() {
    return new RequestErrorLog(System::nanoTime);
  }

  @Bean
  RequestMetrics requestMetrics(MeterRegistry meters) {
    return new RequestMetrics(meters);
  }

  @Bean
  RouteRegistration routeRegistration(
      RequestMetrics metrics,
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
    return new RouteRegistration(metrics, mappings);
  }

  @Bean
  ConnectionMetrics connectionMetrics(MeterRegistry meters) {
    return new ConnectionMetrics(meters);
  }

  @Bean
  FleetMetrics fleetMetrics(
      JdbcClient jdbc,
      Clock clock,
      MeterRegistry meters,
      EnvironmentSettings settings,
      AwsSettings aws) {
    FleetSnapshotQuery query = new FleetSnapshotQuery(jdbc, clock, settings.stuckAfter());
    return new FleetMetrics(
        new RefreshedValue<>(
            () -> Optional.of(query.read()),
            Optional.empty(),
            RefreshedValue.RefreshPolicy.SCRAPE,
            System::nanoTime),
        meters,
        regions(settings, aws));
  }

  @Bean
  MeterBinder environmentTotals(FleetMetrics fleet, PrometheusRegistry prometheus) {
    return meters -> prometheus.register(new EnvironmentTotals(fleet));
  }
}

package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.api.Acting;
import io.beta9.provisioning.api.BearerAuthentication;
import io.beta9.provisioning.api.EnvironmentResource;
import io.beta9.provisioning.api.EnvironmentViews;
import io.beta9.provisioning.api.EventStreams;
import io.beta9.provisioning.api.OnCallResource;
import io.beta9.provisioning.api.OperatorResource;
import io.beta9.provisioning.api.ProblemHandler;
import io.beta9.provisioning.api.Problems;
import io.beta9.provisioning.api.RegionResource;
import io.beta9.provisioning.api.RepairResource;
import io.beta9.provisioning.api.ReplicaReads;
import io.beta9.provisioning.api.RequestMetrics;
import io.beta9.provisioning.api.StatusMetrics;
import io.beta9.provisioning.api.TimelineResource;
import io.beta9.provisioning.aws.AwsSessions;
import io.beta9.provisioning.database.RoutedDatabase;
import io.beta9.provisioning.diagnose.Diagnoses;
import io.beta9.provisioning.diagnose.FactsRepository;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.Stuck;
import io.beta9.provisioning.intake.BootstrapRequests;
import io.beta9.provisioning.intake.CancelRequests;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.ForcedDestroys;
import io.beta9.provisioning.intake.RegionRequests;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.Regions;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.DoneSteps;
import io.beta9.provisioning.operation.Doorbell;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.RegionQueue;
import io.beta9.provisioning.operation.RegionRepository;
import io.beta9.provisioning.report.CapacityReports;
import io.beta9.provisioning.report.CapacitySamples;
import io.beta9.provisioning.report.Certificates;
import io.beta9.provisioning.report.FailureReports;
import io.beta9.provisioning.report.HealthReports;
import io.beta9.provisioning.report.QueueReports;
import io.beta9.provisioning.report.RegionReports;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.Retention;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** The API. */
@Configuration(proxyBeanMethods = false)
@Import({
  EnvironmentResource.class,
  OperatorResource.class,
  OnCallResource.class,
  RepairResource.class,
  RegionResource.class,
  ReplicaReads.class,
  TimelineResource.class,
  ProblemHandler.class,
  StateConfiguration.class,
  CertificateConfiguration.class
})
class ApiConfiguration {

  @Bean
  MetaConfigReader metaConfigReader(Settings settings) {
    return new MetaConfigReader(regions(settings));
  }

  private static Set<String> regions(Settings settings) {
    Set<String> allowed = settings.api().allowedRegions();
    return allowed.isEmpty() ? Regions.all() : allowed;
  }

  /** What reads only; what a person decides by is read from the primary. */
  @Bean
  WebMvcConfigurer readsFromTheReplica(ReplicaReads reads) {
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

  @Bean
  RegionRequests regionRequests(
      TransactionTemplate transactions,
      RegionRepository regions,
      AuditRepository audit,
      Settings settings) {
    return new RegionRequests(transactions, regions, audit, regions(settings));
  }

  @Bean
  RegionReports regionReports(JdbcClient jdbc) {
    return new RegionReports(jdbc);
  }

  @Bean
  EnvironmentRequests requests(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      OperationRepository operations,
      EventRepository events,
      Doorbell doorbell,
      JsonMapper json,
      Settings settings,
      Clock clock,
      RandomGenerator random) {
    return new EnvironmentRequests(
        new EnvironmentRequests.Ledger(jdbc, transactions, environments, operations, events),
        doorbell,
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
  BootstrapRequests bootstrapRequests(EnvironmentRequests requests, JdbcClient jdbc) {
    return new BootstrapRequests(requests, new DoneSteps(jdbc));
  }

  @Bean
  ForcedDestroys forcedDestroys(EnvironmentRequests requests, JdbcClient jdbc, JsonMapper json) {
    return new ForcedDestroys(requests, new CancelRepository(jdbc, json), new DoneSteps(jdbc));
  }

  @Bean
  Acting acting(EnvironmentRepository environments) {
    return new Acting(environments);
  }

  @Bean
  CancelRequests cancelRequests(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      EventRepository events,
      JsonMapper json) {
    return new CancelRequests(
        jdbc, transactions, environments, new CancelRepository(jdbc, json), events);
  }

  @Bean
  EnvironmentViews environmentViews(Settings settings, Clock clock, RegionQueue regions) {
    return new EnvironmentViews(new Stuck(settings.stuckAfter()), clock, regions);
  }

  @Bean
  Problems problems(JsonMapper json) {
    return new Problems(json);
  }

  @Bean
  EventStreams eventStreams(JsonMapper json, Clock clock) {
    return new EventStreams(json, clock);
  }

  /** Before the server waits for its last answers: a stream that is read would have no last one. */
  @Bean
  ApplicationListener<ContextClosedEvent> endOfStreams(EventStreams streams) {
    return event -> streams.close();
  }

  @Bean
  BearerAuthentication bearerAuthentication(ApiKeyRepository keys, Problems problems) {
    return new BearerAuthentication(keys, problems);
  }

  @Bean
  FactsRepository facts(JdbcClient jdbc, JsonMapper json) {
    return new FactsRepository(jdbc, json);
  }

  @Bean
  Diagnoses diagnoses(FactsRepository facts, AwsSessions sessions, JsonMapper json, Clock clock) {
    return new Diagnoses(facts, sessions, json, clock);
  }

  @Bean
  QueueReports queueReports(JdbcClient jdbc) {
    return new QueueReports(jdbc);
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
      Certificates certificates) {
    return new HealthReports(jdbc, pool, database.replica(), meters, certificates);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Sampling sampling(JdbcClient jdbc, MeterRegistry meters) {
    return new Sampling(new CapacitySamples(jdbc), meters);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Retaining retaining(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      Clock clock,
      Settings settings,
      MeterRegistry meters) {
    return new Retaining(new Retention(jdbc, transactions, clock, settings.retention()), meters);
  }

  @Bean
  RequestMetrics requestMetrics(MeterRegistry meters) {
    return new RequestMetrics(meters);
  }

  @Bean
  StatusMetrics statusMetrics(
      JdbcClient jdbc, Clock clock, MeterRegistry meters, Settings settings) {
    return new StatusMetrics(jdbc, clock, meters, settings.stuckAfter(), regions(settings));
  }
}

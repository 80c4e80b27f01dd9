package io.beta9.provisioning.app.console;

import io.beta9.provisioning.access.TenantRepository;
import io.beta9.provisioning.access.session.SessionRepository;
import io.beta9.provisioning.api.EnvironmentViews;
import io.beta9.provisioning.api.authorization.AccessProblems;
import io.beta9.provisioning.api.authorization.SecurityChains;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.app.server.TransportPolicy;
import io.beta9.provisioning.console.access.AccessResource;
import io.beta9.provisioning.console.access.AccountPageResource;
import io.beta9.provisioning.console.access.AuditPageResource;
import io.beta9.provisioning.console.create.NewEnvironmentResource;
import io.beta9.provisioning.console.create.PlanResource;
import io.beta9.provisioning.console.create.UpdateResource;
import io.beta9.provisioning.console.environment.EnvironmentActionResource;
import io.beta9.provisioning.console.environment.EnvironmentPageResource;
import io.beta9.provisioning.console.environment.EnvironmentReads;
import io.beta9.provisioning.console.environment.EnvironmentStreamResource;
import io.beta9.provisioning.console.environment.OverviewResource;
import io.beta9.provisioning.console.environment.StatePageResource;
import io.beta9.provisioning.console.operations.OperationsResource;
import io.beta9.provisioning.console.page.AssetResource;
import io.beta9.provisioning.console.page.Assets;
import io.beta9.provisioning.console.page.ConsoleExceptionHandler;
import io.beta9.provisioning.console.page.FragmentStream;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.SignInPage;
import io.beta9.provisioning.console.report.ReportsResource;
import io.beta9.provisioning.console.report.ReportsResource.FailuresOfPeriod;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SessionCookie;
import io.beta9.provisioning.console.session.SessionFilter;
import io.beta9.provisioning.console.webhook.WebhookPageResource;
import io.beta9.provisioning.database.SchemaReadiness;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.operation.history.OperationHistoryRepository;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.progress.OperationResourcesReader;
import io.beta9.provisioning.report.CapacityReports;
import io.beta9.provisioning.report.CapacitySamples;
import io.beta9.provisioning.report.FailureReports;
import io.beta9.provisioning.report.HealthReports;
import io.beta9.provisioning.report.OperationOutcomes;
import io.beta9.provisioning.report.OperationTrends;
import io.beta9.provisioning.report.QueueHistory;
import io.beta9.provisioning.report.QueueReports;
import io.beta9.provisioning.report.RecentResults;
import io.beta9.provisioning.report.RegionReports;
import io.beta9.provisioning.settings.AwsSettings;
import io.beta9.provisioning.settings.EnvironmentSettings;
import io.beta9.provisioning.settings.ListenSettings;
import io.beta9.provisioning.settings.http.ConsoleSettings;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.LogRepository;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The console. Its beans are created at the first request for a page, so that they cost the start
 * of the API nothing.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
@Import({
  AccessResource.class,
  AccountPageResource.class,
  AssetResource.class,
  AuditPageResource.class,
  ConsoleSignInConfiguration.class,
  ConsoleExceptionHandler.class,
  EnvironmentActionResource.class,
  EnvironmentPageResource.class,
  EnvironmentStreamResource.class,
  OperationsResource.class,
  PlanResource.class,
  ReportsResource.class,
  StatePageResource.class,
  UpdateResource.class,
  WebhookPageResource.class
})
public class ConsoleConfiguration {

  @Bean
  @Lazy(false)
  SecurityFilterChain consoleSecurity(
      ObjectProvider<SessionRepository> sessions,
      SessionCookie cookie,
      SchemaReadiness schema,
      AccessProblems problems) {
    return SecurityChains.forPaths(
        ConsolePaths::isConsole,
        List.of(new SessionFilter(sessions::getObject, cookie, schema)),
        (authentication, request) ->
            new AuthorizationDecision(
                !ConsolePaths.needsSession(request) || authentication.get() != null),
        problems,
        problems);
  }

  @Bean
  SessionCookie consoleSessionCookie(ListenSettings listen) {
    return new SessionCookie(TransportPolicy.isLoopback(listen.address()).orElse(false));
  }

  @Bean
  SessionRepository consoleSessions(
      JdbcClient jdbc, RandomGenerator random, ConsoleSettings settings) {
    return new SessionRepository(
        jdbc,
        random,
        new SessionRepository.Lifetime(settings.sessionIdle(), settings.sessionTotal()));
  }

  @Bean
  Assets consoleAssets() {
    return new Assets();
  }

  @Bean
  PageFrame consolePageFrame(Assets assets) {
    return new PageFrame(assets);
  }

  @Bean
  FragmentStream consoleStreams(Clock clock) {
    return new FragmentStream(clock);
  }

  /** Ends the streams before the server waits for its running requests: a stream does not end. */
  @Bean
  @Lazy(false)
  ApplicationListener<ContextClosedEvent> closeConsoleStreamsOnShutdown(
      ObjectProvider<FragmentStream> streams) {
    return event -> streams.ifAvailable(FragmentStream::close);
  }

  @Bean
  SignInPage consoleSignInPage(PageFrame frame, ConsoleSettings settings) {
    return new SignInPage(frame, settings.oidcClientId() != null);
  }

  @Bean
  OverviewResource consoleOverview(
      PageFrame frame,
      EnvironmentRepository environments,
      JdbcClient jdbc,
      EnvironmentViews views,
      OperationOutcomes outcomes,
      Clock clock) {
    return new OverviewResource(
        frame,
        environments,
        new TenantRepository(jdbc),
        views,
        new RecentResults<>(
            new OperationTrends(outcomes, new QueueHistory(jdbc), clock)::of, background(), clock),
        clock);
  }

  @Bean
  OperationOutcomes operationOutcomes(JdbcClient jdbc) {
    return new OperationOutcomes(jdbc);
  }

  @Bean
  ReportsResource.Reports consoleReports(
      FailureReports failures,
      CapacityReports capacity,
      HealthReports health,
      OperationOutcomes outcomes,
      JdbcClient jdbc,
      Clock clock) {
    return new ReportsResource.Reports(
        new RecentResults<>(
            period -> FailuresOfPeriod.read(failures, outcomes, period, clock.instant()),
            background(),
            clock),
        new RecentResults<>(
            period -> capacity.since(clock.instant().minus(period)), background(), clock),
        health,
        new CapacitySamples(jdbc));
  }

  private static Executor background() {
    return task -> Thread.ofVirtual().name("console-results").start(task);
  }

  @Bean
  OperationHistoryRepository operationHistory(JdbcClient jdbc) {
    return new OperationHistoryRepository(jdbc);
  }

  @Bean
  EnvironmentReads consoleEnvironmentReads(
      OperationHistoryRepository operations,
      EventRepository events,
      LogRepository logs,
      OperationResourcesReader resources) {
    return new EnvironmentReads(operations, events, logs, resources);
  }

  @Bean
  OperationsResource.OperationReports consoleOperationReports(
      QueueReports queue, RegionReports regions, OperationHistoryRepository history) {
    return new OperationsResource.OperationReports(queue, regions, history);
  }

  @Bean
  NewEnvironmentResource consoleNewEnvironment(
      PageFrame frame,
      EnvironmentRequests requests,
      MetaConfigReader reader,
      ProblemDetails problems,
      EnvironmentSettings settings,
      AwsSettings aws) {
    Set<String> allowed = settings.allowedRegions();
    Set<String> regions =
        allowed.isEmpty() ? AwsRegions.of(AwsPartition.ofRegion(aws.region())) : allowed;
    return new NewEnvironmentResource(
        frame, requests, reader, problems, regions.stream().sorted().toList());
  }
}

package io.beta9.provisioning.app;

import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.region.RegionCircuitPolicy;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.run.TerraformOptions;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.worker.liveness.KubernetesPodStatusChecker;
import io.beta9.provisioning.worker.liveness.OwnerLivenessChecker;
import io.beta9.provisioning.worker.liveness.PodStatusChecker;
import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.liveness.WorkerIdentity;
import io.beta9.provisioning.worker.loop.LeaseRenewalLoop;
import io.beta9.provisioning.worker.loop.QueueSweep;
import io.beta9.provisioning.worker.loop.RegionMonitor;
import io.beta9.provisioning.worker.loop.Worker;
import io.beta9.provisioning.worker.pipeline.ClaimReleaser;
import io.beta9.provisioning.worker.pipeline.FencedWriter;
import io.beta9.provisioning.worker.pipeline.OperationMetrics;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import io.beta9.provisioning.worker.pipeline.Pipelines;
import io.beta9.provisioning.worker.pipeline.RetryPolicy;
import io.beta9.provisioning.worker.pipeline.StepDeadlines;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Objects;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The worker. */
@Configuration(proxyBeanMethods = false)
@Import(WorkerToolsConfiguration.class)
class WorkerConfiguration {

  @Bean
  WorkerRepository.Identity identity(Settings settings, RandomGenerator random) {
    return WorkerIdentity.identity(
        System.getenv(),
        settings.worker().concurrency(),
        Objects.requireNonNullElse(
            WorkerConfiguration.class.getPackage().getImplementationVersion(), "development"),
        settings.worker().workdirBase(),
        random);
  }

  @Bean
  TerraformOptions terraformOptions() {
    return WorkerSettingsValidator.terraformOptions();
  }

  @Bean
  WorkerDependencies workshop(
      AwsSessions sessions,
      WorkerTools tools,
      TerraformOptions options,
      Settings settings,
      WorkerRepository.Identity identity,
      JsonMapper json,
      Clock clock,
      RandomGenerator random) {
    return new WorkerDependencies(
        sessions,
        tools,
        options,
        settings.worker().workdirBase(),
        identity.host(),
        json,
        clock,
        random);
  }

  @Bean
  FencedWriter ledger(
      TransactionTemplate transactions,
      Clock clock,
      OperationRepository operations,
      EnvironmentRepository environments,
      EventRepository events,
      LogRepository logs,
      JournalRepository journal,
      ProcessRepository processes,
      ClaimRepository claims,
      KeptStateRepository keptStates,
      RegionCircuitRepository regions) {
    return new FencedWriter(
        transactions,
        clock,
        new FencedWriter.Repositories(
            operations,
            environments,
            events,
            logs,
            journal,
            processes,
            claims,
            keptStates,
            regions));
  }

  @Bean
  OperationMetrics workMetrics(MeterRegistry meters) {
    return new OperationMetrics(meters);
  }

  @Bean
  Pipeline pipeline(
      FencedWriter ledger,
      WorkerDependencies workshop,
      OperationMetrics metrics,
      Settings settings,
      Clock clock,
      RandomGenerator random) {
    return new Pipeline(
        ledger,
        new Pipelines(workshop, new StepDeadlines(settings.worker().stepDeadlines())),
        RetryPolicy.STANDARD,
        metrics,
        clock,
        random);
  }

  @Bean
  ClaimRepository claims(org.springframework.jdbc.core.simple.JdbcClient jdbc) {
    return new ClaimRepository(jdbc);
  }

  @Bean
  ClaimReleaser releases(
      TransactionTemplate transactions,
      ClaimRepository claims,
      WorkerRepository workers,
      EventRepository events,
      WorkNotifier doorbell) {
    return new ClaimReleaser(transactions, claims, workers, events, doorbell, LeasePolicy.STANDARD);
  }

  @Bean
  LeaseRenewalLoop renewals(
      WorkerRepository.Identity identity,
      WorkerRepository workers,
      ClaimRepository claims,
      Pipeline pipeline,
      ClaimReleaser releases,
      Clock clock) {
    return new LeaseRenewalLoop(
        identity, workers, claims, pipeline.atWork(), releases, LeasePolicy.STANDARD, clock);
  }

  @Bean
  PodStatusChecker pods() {
    return KubernetesPodStatusChecker.ofThisProcess(System.getenv());
  }

  @Bean
  Takeovers takeovers(
      WorkerRepository.Identity identity,
      DataSource database,
      PodStatusChecker pods,
      ClaimReleaser releases) {
    return new Takeovers(
        identity,
        database,
        new OwnerLivenessChecker(identity, WorkerIdentity::startTicks, pods, LeasePolicy.STANDARD),
        releases,
        System::nanoTime);
  }

  @Bean
  Worker worker(
      WorkerRepository.Identity identity,
      WorkerRepository workers,
      OperationRepository operations,
      WorkNotifier doorbell,
      Pipeline pipeline,
      ClaimReleaser releases,
      Clock clock) {
    return new Worker(identity, workers, operations, doorbell, pipeline, releases, clock);
  }

  @Bean(initMethod = "start")
  QueueSweep queueSweep(OperationRepository operations, WorkNotifier doorbell) {
    return new QueueSweep(operations, doorbell);
  }

  @Bean(initMethod = "start")
  RegionMonitor regionWatch(
      TransactionTemplate transactions,
      RegionCircuitRepository regions,
      RegionQueue queue,
      EventRepository events) {
    return new RegionMonitor(transactions, regions, queue, events, RegionCircuitPolicy.STANDARD);
  }

  @Bean
  WorkerLifecycle workerLifecycle(
      Worker worker,
      Pipeline pipeline,
      LeaseRenewalLoop renewals,
      Takeovers takeovers,
      Settings settings) {
    return new WorkerLifecycle(worker, pipeline, renewals, takeovers, settings.worker().drain());
  }
}

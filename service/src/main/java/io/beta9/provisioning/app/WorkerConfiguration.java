package io.beta9.provisioning.app;

import io.beta9.provisioning.aws.AwsSessions;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.Doorbell;
import io.beta9.provisioning.operation.KeptStateRepository;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.Promise;
import io.beta9.provisioning.operation.RegionPolicy;
import io.beta9.provisioning.operation.RegionQueue;
import io.beta9.provisioning.operation.RegionRepository;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.TerraformOptions;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.worker.ClaimedLedger;
import io.beta9.provisioning.worker.Coroner;
import io.beta9.provisioning.worker.KubernetesPods;
import io.beta9.provisioning.worker.Pipeline;
import io.beta9.provisioning.worker.Pipelines;
import io.beta9.provisioning.worker.PodProof;
import io.beta9.provisioning.worker.QueueSweep;
import io.beta9.provisioning.worker.RegionWatch;
import io.beta9.provisioning.worker.Releases;
import io.beta9.provisioning.worker.Renewals;
import io.beta9.provisioning.worker.RetryPolicy;
import io.beta9.provisioning.worker.StepDeadlines;
import io.beta9.provisioning.worker.Takeovers;
import io.beta9.provisioning.worker.ThisProcess;
import io.beta9.provisioning.worker.Tools;
import io.beta9.provisioning.worker.WorkMetrics;
import io.beta9.provisioning.worker.Worker;
import io.beta9.provisioning.worker.Workshop;
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
@Import(ToolsConfiguration.class)
class WorkerConfiguration {

  @Bean
  WorkerRepository.Identity identity(Settings settings, RandomGenerator random) {
    return ThisProcess.identity(
        System.getenv(),
        settings.worker().concurrency(),
        Objects.requireNonNullElse(
            WorkerConfiguration.class.getPackage().getImplementationVersion(), "development"),
        settings.worker().workdirBase(),
        random);
  }

  @Bean
  TerraformOptions terraformOptions() {
    return TerraformOptions.fromProcess();
  }

  @Bean
  Workshop workshop(
      AwsSessions sessions,
      Tools tools,
      TerraformOptions options,
      Settings settings,
      WorkerRepository.Identity identity,
      JsonMapper json,
      Clock clock,
      RandomGenerator random) {
    return new Workshop(
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
  ClaimedLedger ledger(
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
      RegionRepository regions) {
    return new ClaimedLedger(
        transactions,
        clock,
        new ClaimedLedger.Repositories(
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
  WorkMetrics workMetrics(MeterRegistry meters) {
    return new WorkMetrics(meters);
  }

  @Bean
  Pipeline pipeline(
      ClaimedLedger ledger,
      Workshop workshop,
      WorkMetrics metrics,
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
  Releases releases(
      TransactionTemplate transactions,
      ClaimRepository claims,
      WorkerRepository workers,
      EventRepository events,
      Doorbell doorbell) {
    return new Releases(transactions, claims, workers, events, doorbell, Promise.STANDARD);
  }

  @Bean
  Renewals renewals(
      WorkerRepository.Identity identity,
      WorkerRepository workers,
      ClaimRepository claims,
      Pipeline pipeline,
      Releases releases,
      Clock clock) {
    return new Renewals(
        identity, workers, claims, pipeline.atWork(), releases, Promise.STANDARD, clock);
  }

  @Bean
  PodProof pods() {
    return KubernetesPods.ofThisProcess(System.getenv());
  }

  @Bean
  Takeovers takeovers(
      WorkerRepository.Identity identity, DataSource database, PodProof pods, Releases releases) {
    return new Takeovers(
        identity,
        database,
        new Coroner(identity, ThisProcess::startTicks, pods, Promise.STANDARD),
        releases,
        System::nanoTime);
  }

  @Bean
  Worker worker(
      WorkerRepository.Identity identity,
      WorkerRepository workers,
      OperationRepository operations,
      Doorbell doorbell,
      Pipeline pipeline,
      Releases releases,
      Clock clock) {
    return new Worker(identity, workers, operations, doorbell, pipeline, releases, clock);
  }

  @Bean(initMethod = "start")
  QueueSweep queueSweep(OperationRepository operations, Doorbell doorbell) {
    return new QueueSweep(operations, doorbell);
  }

  @Bean(initMethod = "start")
  RegionWatch regionWatch(
      TransactionTemplate transactions,
      RegionRepository regions,
      RegionQueue queue,
      EventRepository events) {
    return new RegionWatch(transactions, regions, queue, events, RegionPolicy.STANDARD);
  }

  @Bean
  WorkerLifecycle workerLifecycle(
      Worker worker, Pipeline pipeline, Renewals renewals, Takeovers takeovers, Settings settings) {
    return new WorkerLifecycle(worker, pipeline, renewals, takeovers, settings.worker().drain());
  }
}

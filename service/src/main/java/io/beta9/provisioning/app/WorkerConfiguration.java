package io.beta9.provisioning.app;

import io.beta9.provisioning.cloud.CloudAccounts;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.OperationTraceRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.region.RegionCircuitPolicy;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.settings.OperationSettings;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.settings.TerraformSettings;
import io.beta9.provisioning.settings.WorkerSettings;
import io.beta9.provisioning.settings.kubernetes.DeletionCost;
import io.beta9.provisioning.settings.kubernetes.PodSettings;
import io.beta9.provisioning.telemetry.trace.Tracing;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformRunMetrics;
import io.beta9.provisioning.terraform.run.TerraformUserChoice;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.worker.admission.ClaimAdmission;
import io.beta9.provisioning.worker.admission.WorkerConcurrency;
import io.beta9.provisioning.worker.liveness.BackgroundPodStatusChecker;
import io.beta9.provisioning.worker.liveness.ClaimReleaser;
import io.beta9.provisioning.worker.liveness.KubernetesPodStatusChecker;
import io.beta9.provisioning.worker.liveness.OwnerLivenessChecker;
import io.beta9.provisioning.worker.liveness.PodStatusChecker;
import io.beta9.provisioning.worker.liveness.TakeoverMetrics;
import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.liveness.WorkerIdentity;
import io.beta9.provisioning.worker.loop.ClaimSource;
import io.beta9.provisioning.worker.loop.KubernetesPodAnnotations;
import io.beta9.provisioning.worker.loop.LeaseRenewalLoop;
import io.beta9.provisioning.worker.loop.PodAnnotations;
import io.beta9.provisioning.worker.loop.PodDeletionCostReporter;
import io.beta9.provisioning.worker.loop.QueuePoller;
import io.beta9.provisioning.worker.loop.QueueSweep;
import io.beta9.provisioning.worker.loop.RegionMonitor;
import io.beta9.provisioning.worker.loop.Sleeper;
import io.beta9.provisioning.worker.loop.Worker;
import io.beta9.provisioning.worker.pipeline.FencedOperationLifecycle;
import io.beta9.provisioning.worker.pipeline.FencedWriter;
import io.beta9.provisioning.worker.pipeline.OperationLifecycle;
import io.beta9.provisioning.worker.pipeline.OperationMetrics;
import io.beta9.provisioning.worker.pipeline.OperationTracing;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import io.beta9.provisioning.worker.pipeline.StepContextFactory;
import io.beta9.provisioning.worker.pipeline.StepDeadlines;
import io.beta9.provisioning.worker.pipeline.StepRepositories;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import io.beta9.provisioning.worker.steps.Pipelines;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The beans of a worker. */
@Configuration(proxyBeanMethods = false)
@Import({
  WorkerToolsConfiguration.class,
  AdmissionConfiguration.class,
  WorkerHealthConfiguration.class
})
class WorkerConfiguration {
  private static final Duration QUEUE_SWEEP_INTERVAL = Duration.ofSeconds(5);
  private static final Duration REGION_MONITOR_INTERVAL = Duration.ofSeconds(5);

  @Bean
  RegisteredWorker identity(
      WorkerConcurrency concurrency,
      OperationSettings operations,
      PodSettings pod,
      RandomGenerator random) {
    return WorkerIdentity.current(
        pod,
        concurrency.value(),
        Objects.requireNonNullElse(
            WorkerConfiguration.class.getPackage().getImplementationVersion(), "development"),
        operations.workdirBase(),
        random);
  }

  @Bean
  TerraformOptions terraformOptions(TerraformSettings terraform, OperationSettings operations) {
    return TerraformOptions.of(terraform, ProcessEnvironment.current())
        .withResourceDeadlines(WorkerSettingsValidator.resourceDeadlines(operations));
  }

  @Bean
  WorkerDependencies workerDependencies(
      CloudAccounts accounts,
      WorkerTools tools,
      TerraformOptions options,
      ObjectProvider<TerraformUserChoice> user,
      OperationSettings settings,
      RegisteredWorker identity,
      JsonMapper json,
      Clock clock,
      RandomGenerator random) {
    return new WorkerDependencies(
        accounts,
        tools,
        options.withUser(
            Optional.ofNullable(user.getIfAvailable()).flatMap(TerraformUserChoice::user)),
        settings.workdirBase(),
        identity.host(),
        json,
        clock,
        random);
  }

  @Bean
  FencedWriter fencedWriter(
      TransactionTemplate transactions, Clock clock, OperationRepository operations) {
    return new FencedWriter(transactions, clock, operations);
  }

  @Bean
  FencedOperationLifecycle operationLifecycle(
      FencedWriter writer,
      OperationRepository operations,
      EnvironmentRepository environments,
      EventRepository events,
      ClaimRepository claims,
      RegionCircuitRepository regions) {
    return new FencedOperationLifecycle(writer, operations, environments, events, claims, regions);
  }

  @Bean
  StepRepositories stepRepositories(
      EnvironmentRepository environments,
      OperationRepository operations,
      EventRepository events,
      LogRepository logs,
      JournalRepository journal,
      ProcessRepository processes,
      KeptStateRepository keptStates) {
    return new StepRepositories(
        environments, operations, events, logs, journal, processes, keptStates);
  }

  @Bean
  StepContextFactory stepContexts(
      WorkerDependencies dependencies,
      FencedWriter writer,
      StepRepositories repositories,
      Tracing tracing,
      JdbcClient jdbc) {
    return new StepContextFactory(
        dependencies,
        writer,
        repositories,
        new OperationTracing(tracing, new OperationTraceRepository(jdbc)));
  }

  @Bean
  OperationMetrics operationMetrics(MeterRegistry meters) {
    return new OperationMetrics(meters);
  }

  @Bean
  TerraformRunMetrics terraformRunMetrics(MeterRegistry meters) {
    return new TerraformRunMetrics(meters);
  }

  @Bean
  Pipeline pipeline(
      OperationLifecycle lifecycle,
      StepContextFactory contexts,
      OperationMetrics metrics,
      OperationSettings settings,
      Clock clock,
      RandomGenerator random) {
    return new Pipeline(
        lifecycle,
        contexts,
        new Pipelines(new StepDeadlines(settings.stepDeadlines().byName())),
        RetryPolicy.STANDARD,
        metrics,
        clock,
        random);
  }

  @Bean
  ClaimRepository claims(JdbcClient jdbc) {
    return new ClaimRepository(jdbc);
  }

  @Bean
  ClaimReleaser claimReleaser(
      TransactionTemplate transactions,
      ClaimRepository claims,
      WorkerRepository workers,
      EventRepository events,
      WorkNotifier notifier) {
    return new ClaimReleaser(transactions, claims, workers, events, notifier, LeasePolicy.STANDARD);
  }

  @Bean
  LeaseRenewalLoop leaseRenewals(
      RegisteredWorker identity,
      WorkerRepository workers,
      ClaimRepository claims,
      Pipeline pipeline,
      ClaimReleaser releaser,
      Clock clock) {
    return new LeaseRenewalLoop(
        identity, workers, claims, pipeline.activeClaims(), releaser, clock, System::nanoTime);
  }

  @Bean
  PodStatusChecker podStatusChecker(PodSettings pod) {
    return new BackgroundPodStatusChecker(
        KubernetesPodStatusChecker.ofThisProcess(pod),
        query -> Thread.ofVirtual().name("pod-status").start(query));
  }

  @Bean
  PodAnnotations podAnnotations(PodSettings pod) {
    return pod.podDeletionCost() == DeletionCost.OPERATIONS && pod.isInPod()
        ? new KubernetesPodAnnotations(
            new KubernetesClientBuilder().build(),
            Objects.requireNonNull(pod.podNamespace(), "POD_NAMESPACE"),
            Objects.requireNonNull(pod.podName(), "POD_NAME"))
        : PodAnnotations.NONE;
  }

  @Bean
  PodDeletionCostReporter podDeletionCostReporter(Worker worker, PodAnnotations annotations) {
    return new PodDeletionCostReporter(worker::runningOperations, annotations);
  }

  @Bean
  Takeovers takeovers(
      RegisteredWorker identity,
      DataSource database,
      PodStatusChecker pods,
      ClaimReleaser releaser,
      MeterRegistry meters) {
    return new Takeovers(
        identity,
        database,
        new OwnerLivenessChecker(identity, WorkerIdentity::startTicks, pods, LeasePolicy.STANDARD),
        releaser,
        new TakeoverMetrics(meters),
        System::nanoTime);
  }

  @Bean
  ClaimSource claimSource(
      RegisteredWorker identity,
      OperationRepository operations,
      WorkNotifier notifier,
      ClaimAdmission admission) {
    return new QueuePoller(identity.id(), operations, notifier, admission, Sleeper.SYSTEM);
  }

  @Bean
  Worker worker(
      RegisteredWorker identity,
      WorkerRepository workers,
      ClaimSource source,
      Pipeline pipeline,
      ClaimReleaser releaser,
      Clock clock) {
    return new Worker(identity, workers, source, pipeline, releaser, clock);
  }

  @Bean
  ClusterJob queueSweepJob(OperationRepository operations, WorkNotifier notifier) {
    return new ClusterJob(
        "queue-sweep", QUEUE_SWEEP_INTERVAL, new QueueSweep(operations, notifier)::sweep);
  }

  @Bean
  ClusterJob regionMonitorJob(
      TransactionTemplate transactions,
      RegionCircuitRepository regions,
      RegionQueue queue,
      EventRepository events) {
    return new ClusterJob(
        "region-monitor",
        REGION_MONITOR_INTERVAL,
        new RegionMonitor(transactions, regions, queue, events, RegionCircuitPolicy.STANDARD)
            ::check);
  }

  @Bean
  WorkerLifecycle workerLifecycle(
      Worker worker,
      Pipeline pipeline,
      LeaseRenewalLoop renewals,
      Takeovers takeovers,
      WorkerSettings settings) {
    return new WorkerLifecycle(worker, pipeline, renewals, takeovers, settings.drain());
  }
}

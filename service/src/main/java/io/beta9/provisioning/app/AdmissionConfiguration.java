package io.beta9.provisioning.app;

import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.settings.OperationSettings;
import io.beta9.provisioning.settings.TerraformSettings;
import io.beta9.provisioning.settings.WorkerSettings;
import io.beta9.provisioning.terraform.process.HostMemory;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.worker.admission.ClaimAdmission;
import io.beta9.provisioning.worker.admission.DiskSpace;
import io.beta9.provisioning.worker.admission.HelmToolsCheck;
import io.beta9.provisioning.worker.admission.HostMetrics;
import io.beta9.provisioning.worker.admission.LocalAdmission;
import io.beta9.provisioning.worker.admission.LocalPrecondition;
import io.beta9.provisioning.worker.admission.LocalPreconditions;
import io.beta9.provisioning.worker.admission.LocalPreconditions.LocalCheck;
import io.beta9.provisioning.worker.admission.MemoryAdmission;
import io.beta9.provisioning.worker.admission.MirrorCheck;
import io.beta9.provisioning.worker.admission.TemporaryDirectoryCheck;
import io.beta9.provisioning.worker.admission.TerraformExecutionCheck;
import io.beta9.provisioning.worker.admission.TerraformMemory;
import io.beta9.provisioning.worker.admission.WorkDirectoryCheck;
import io.beta9.provisioning.worker.admission.WorkerConcurrency;
import io.beta9.provisioning.worker.loop.HostMonitor;
import io.beta9.provisioning.worker.loop.MemoryReporter;
import io.beta9.provisioning.worker.loop.WorkdirPruner;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import io.beta9.provisioning.worker.role.HostProblems;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans that decide whether a worker may claim another operation. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class AdmissionConfiguration {
  private static final Logger log = LoggerFactory.getLogger(AdmissionConfiguration.class);

  @Bean
  WorkerConcurrency workerConcurrency(WorkerSettings worker, TerraformSettings terraform) {
    WorkerConcurrency concurrency =
        WorkerConcurrency.of(
            worker,
            terraform,
            HostMemory.ofThisHost().limit(),
            Runtime.getRuntime().availableProcessors());
    concurrency.warning().ifPresent(log::warn);
    return concurrency;
  }

  @Bean
  DiskSpace diskSpace(OperationSettings settings) {
    return DiskSpace.of(
        settings.workdirBase(),
        settings.workdirLimit(),
        settings.workdirFreeWarning(),
        settings.workdirFreeMinimum());
  }

  @Bean
  MemoryAdmission memoryAdmission(OperationSettings operations, TerraformSettings terraform) {
    return new MemoryAdmission(
        HostMemory.ofThisHost()::available,
        new TerraformMemory(operations.workdirBase())::used,
        terraform.memory().toBytes());
  }

  /** Terraform, its mirror and Helm are not checked in a worker that was given other tools. */
  @Bean
  LocalPreconditions localPreconditions(
      OperationSettings settings,
      DiskSpace disk,
      MemoryAdmission memory,
      ObjectProvider<TerraformCli> terraform,
      TerraformOptions options,
      ObjectProvider<HelmSettings> helm) {
    Map<LocalPrecondition, LocalCheck> checks = new EnumMap<>(LocalPrecondition.class);
    checks.put(LocalPrecondition.WORK_DIRECTORY, new WorkDirectoryCheck(settings.workdirBase()));
    checks.put(
        LocalPrecondition.TEMPORARY_DIRECTORY,
        new TemporaryDirectoryCheck(options.temporaryDirectory()));
    checks.put(LocalPrecondition.DISK_SPACE, disk);
    checks.put(LocalPrecondition.MEMORY, memory);
    terraform.ifAvailable(
        cli -> {
          checks.put(
              LocalPrecondition.TERRAFORM, new TerraformExecutionCheck(cli.binary(), cli::version));
          cli.mirror()
              .ifPresent(
                  mirror -> checks.put(LocalPrecondition.PROVIDER_MIRROR, new MirrorCheck(mirror)));
        });
    helm.ifAvailable(tools -> checks.put(LocalPrecondition.HELM, new HelmToolsCheck(tools)));
    return new LocalPreconditions(checks, System::nanoTime);
  }

  @Bean
  ClaimAdmission claimAdmission(LocalPreconditions preconditions, MemoryAdmission memory) {
    return new LocalAdmission(preconditions, memory);
  }

  @Bean
  HostMetrics hostMetrics(
      LocalPreconditions preconditions, DiskSpace disk, MemoryAdmission memory) {
    return new HostMetrics(preconditions, disk, memory);
  }

  @Bean
  WorkdirPruner workdirPruner(
      OperationSettings settings,
      DiskSpace disk,
      EnvironmentRepository environments,
      OperationRepository operations,
      TransactionTemplate transactions,
      Clock clock) {
    return new WorkdirPruner(
        settings.workdirBase(),
        settings.workdirRetention(),
        disk,
        environments,
        operations,
        transactions,
        clock);
  }

  @Bean
  MemoryReporter memoryReporter(RegisteredWorker identity, WorkerRepository workers) {
    HostMemory memory = HostMemory.ofThisHost();
    return new MemoryReporter(identity.id(), workers, memory::workingSet, memory::limit);
  }

  @Bean
  HostMonitor hostMonitor(
      RegisteredWorker identity,
      LocalPreconditions preconditions,
      DiskSpace disk,
      WorkerRepository workers,
      Pipeline pipeline,
      HostProblems problems) {
    return new HostMonitor(
        identity.id(), preconditions, disk, workers, pipeline.activeClaims(), problems);
  }
}

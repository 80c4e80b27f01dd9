package io.beta9.provisioning.app;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.worker.admission.DiskSpace;
import io.beta9.provisioning.worker.admission.LocalPrecondition;
import io.beta9.provisioning.worker.admission.LocalPreconditions;
import io.beta9.provisioning.worker.admission.WorkerReadiness;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Readiness of a worker: what it needs of its host to execute operations. */
@Configuration(proxyBeanMethods = false)
class WorkerHealthConfiguration {

  @Bean
  WorkerReadiness workerReadiness(LocalPreconditions preconditions) {
    return new WorkerReadiness(preconditions, System::nanoTime);
  }

  /**
   * The component {@code worker}: names each violated precondition, and why it is violated. Low
   * disk space is named and does not make the worker unready.
   */
  @Bean
  HealthIndicator workerHealthIndicator(WorkerReadiness readiness, DiskSpace disk) {
    return () -> {
      Map<LocalPrecondition, String> violated = readiness.violations();
      Health.Builder health = violated.isEmpty() ? Health.up() : Health.down();
      for (LocalPrecondition precondition : LocalPrecondition.values()) {
        String violation = violated.get(precondition);
        health.withDetail(
            precondition.code(), violation == null ? fulfilled(precondition, disk) : violation);
      }
      return health.build();
    };
  }

  private static String fulfilled(LocalPrecondition precondition, DiskSpace disk) {
    return precondition == LocalPrecondition.DISK_SPACE
        ? disk.lowSpace().map(Failure::message).orElse("ok")
        : "ok";
  }
}

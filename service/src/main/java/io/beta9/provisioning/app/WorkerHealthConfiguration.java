package io.beta9.provisioning.app;

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

  /** The component {@code worker}: names each violated precondition, and why it is violated. */
  @Bean
  HealthIndicator workerHealthIndicator(WorkerReadiness readiness) {
    return () -> {
      Map<LocalPrecondition, String> violated = readiness.violations();
      Health.Builder health = violated.isEmpty() ? Health.up() : Health.down();
      for (LocalPrecondition precondition : LocalPrecondition.values()) {
        health.withDetail(precondition.code(), violated.getOrDefault(precondition, "ok"));
      }
      return health.build();
    };
  }
}

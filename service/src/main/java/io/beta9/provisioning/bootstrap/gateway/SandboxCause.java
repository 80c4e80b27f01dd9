package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.diagnosis.PodProblem;
import io.beta9.provisioning.bootstrap.diagnosis.SchedulingObstacles;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches the cluster for the cause of what the gateway does not explain: pods of workers that do
 * not start, and errors in the logs of workers, the only place where failed image pulls and mounts
 * are reported.
 */
final class SandboxCause {
  private static final Logger log = LoggerFactory.getLogger(SandboxCause.class);
  private static final int LOG_LINES = 100;
  private static final int MAX_LOG_BYTES = 64 * 1024;
  private static final int MAX_LOGS = 5;
  private static final List<String> ERROR_WORDS =
      List.of("err", "fail", "denied", "fatal", "panic", "not found", "unable");

  private final ClusterAccess cluster;
  private final UnaryOperator<String> redact;
  private final String namePrefix;
  private @Nullable PodProblem observed;
  private Instant since = Instant.MAX;

  /**
   * @param pool the pool whose workers are searched: what users run on other pools is not a cause
   */
  SandboxCause(ClusterAccess cluster, UnaryOperator<String> redact, String pool) {
    this.cluster = cluster;
    this.redact = redact;
    this.namePrefix = InstalledReleases.WORKER_JOB_PREFIX + pool + "-";
  }

  /** Returns the problem of a worker's pod that has lasted so long that waiting is useless. */
  Optional<PodProblem> permanentProblem(Instant now) {
    Optional<PodProblem> current = problem(workers());
    PodProblem before = observed;
    if (current.isEmpty() || before == null || before.kind() != current.get().kind()) {
      observed = current.orElse(null);
      since = now;
      return Optional.empty();
    }
    return current.filter(problem -> !now.isBefore(since.plus(problem.kind().tolerance())));
  }

  /** Returns the most conclusive thing that the cluster reports, as one line; empty if nothing. */
  String find() {
    List<Pod> workers = workers();
    return problem(workers)
        .map(PodProblem::summary)
        .or(() -> workers.stream().limit(MAX_LOGS).flatMap(this::errorLines).findFirst())
        .or(() -> Optional.ofNullable(observed).map(PodProblem::summary))
        .map(text -> WorkspaceClient.shortened(redact.apply(text)))
        .orElse("");
  }

  private Optional<PodProblem> problem(List<Pod> workers) {
    return workers.stream()
        .flatMap(pod -> PodProblem.of(pod).stream())
        .findFirst()
        .map(problem -> explained(problem, workers));
  }

  private PodProblem explained(PodProblem problem, List<Pod> workers) {
    try {
      return SchedulingObstacles.ofWorkers(cluster.client(), Gateway.NAMESPACE)
          .explain(problem, workers);
    } catch (KubernetesClientException e) {
      log.info("Why {} waits could not be read: {}", problem.pod(), ApiServerFailures.describe(e));
      return problem;
    }
  }

  /** Returns the pods of the pool's workers, the newest first. */
  private List<Pod> workers() {
    try {
      return cluster.client().pods().inNamespace(Gateway.NAMESPACE).list().getItems().stream()
          .filter(pod -> pod.getMetadata().getName().startsWith(namePrefix))
          .sorted(
              Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp())
                  .reversed())
          .toList();
    } catch (KubernetesClientException e) {
      log.info("The workers could not be read: {}", ApiServerFailures.describe(e));
      return List.of();
    }
  }

  /** Returns the lines of a worker's log that look like errors, the newest first. */
  private Stream<String> errorLines(Pod pod) {
    String name = pod.getMetadata().getName();
    try {
      String text =
          cluster
              .client()
              .pods()
              .inNamespace(Gateway.NAMESPACE)
              .withName(name)
              .limitBytes(MAX_LOG_BYTES)
              .tailingLines(LOG_LINES)
              .getLog();
      return text
          .lines()
          .filter(line -> ERROR_WORDS.stream().anyMatch(line.toLowerCase(Locale.ROOT)::contains))
          .toList()
          .reversed()
          .stream()
          .map(line -> "worker " + name + ": " + line);
    } catch (KubernetesClientException e) {
      log.info("The log of {} could not be read: {}", name, ApiServerFailures.describe(e));
      return Stream.empty();
    }
  }
}

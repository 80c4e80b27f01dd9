package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.PodRejections;
import io.beta9.provisioning.bootstrap.cluster.ReleaseWatcher;
import io.beta9.provisioning.bootstrap.cluster.RequiredNodes;
import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects from a cluster why the workloads of a release are not ready. */
public final class RolloutDiagnoser {
  private static final Logger log = LoggerFactory.getLogger(RolloutDiagnoser.class);
  private static final int LOG_LINES = 20;

  /** A line of a log can have any length. */
  private static final int MAX_LOG_BYTES = 64 * 1024;

  private static final long MAX_LISTED_EVENTS = 2_000;
  private static final int MAX_EVENTS = 10;

  private final ClusterAccess cluster;
  private final UnaryOperator<String> redact;

  /**
   * Creates a diagnoser.
   *
   * @param redact removes secrets from log lines and events
   */
  public RolloutDiagnoser(ClusterAccess cluster, UnaryOperator<String> redact) {
    this.cluster = cluster;
    this.redact = redact;
  }

  public RolloutReport diagnose(String release, String namespace, ReleaseWatcher view) {
    List<Pod> pods = view.pods();
    List<RolloutStatus> incomplete =
        view.rollouts().stream().filter(rollout -> !rollout.isComplete()).toList();
    List<RolloutStatus> explained =
        orEmpty(
            "the rejected pods of " + namespace,
            () -> new PodRejections(cluster.client(), namespace).explain(incomplete));
    List<RolloutStatus> missing = explained.isEmpty() ? incomplete : explained;
    List<RolloutReport.WarningEvent> warnings = warnings(namespace, missing);
    List<PodProblem> problems =
        pods.stream()
            .flatMap(pod -> PodProblem.of(pod).stream())
            .map(problem -> explained(problem, warnings))
            .map(problem -> withObstacle(problem, namespace, pods))
            .toList();
    return new RolloutReport(
        release,
        namespace,
        missing,
        problems,
        pods.stream().flatMap(pod -> startingInit(pod).stream()).toList(),
        warnings,
        lastLogLines(namespace, pods, problems),
        unreadyNodes());
  }

  /** Between two attempts, only the events say why an image was not pulled. */
  private static PodProblem explained(
      PodProblem problem, List<RolloutReport.WarningEvent> warnings) {
    return warnings.stream()
        .filter(event -> event.reason().equals("Failed") && event.name().equals(problem.pod()))
        .map(event -> problem.explainedBy(event.message()))
        .filter(explained -> !explained.equals(problem))
        .findFirst()
        .orElse(problem);
  }

  private PodProblem withObstacle(PodProblem problem, String namespace, List<Pod> pods) {
    try {
      return SchedulingObstacles.ofWorkloads(cluster.client(), namespace).explain(problem, pods);
    } catch (KubernetesClientException e) {
      log.info(
          "What pod {} waits for could not be read: {}",
          problem.pod(),
          ApiServerFailures.describe(e));
      return problem;
    }
  }

  private static Optional<RolloutReport.InitContainer> startingInit(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getInitContainerStatuses().stream()
        .filter(status -> status.getState() != null && status.getState().getRunning() != null)
        .map(
            status ->
                new RolloutReport.InitContainer(pod.getMetadata().getName(), status.getName()))
        .findFirst();
  }

  private List<String> lastLogLines(String namespace, List<Pod> pods, List<PodProblem> problems) {
    Optional<PodProblem> crash =
        problems.stream().filter(problem -> problem.kind() == PodProblemKind.CRASH).findFirst();
    if (crash.isPresent()) {
      return log(namespace, crash.get().pod(), crash.get().container());
    }
    return pods.stream()
        .flatMap(pod -> startingInit(pod).stream())
        .findFirst()
        .map(init -> log(namespace, init.pod(), init.container()))
        .or(
            () ->
                pods.stream()
                    .flatMap(pod -> runningAndNotReady(pod).stream())
                    .findFirst()
                    .map(init -> log(namespace, init.pod(), init.container())))
        .orElse(List.of());
  }

  private static Optional<RolloutReport.InitContainer> runningAndNotReady(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> !Boolean.TRUE.equals(status.getReady()))
        .filter(status -> status.getState() != null && status.getState().getRunning() != null)
        .map(ContainerStatus::getName)
        .map(name -> new RolloutReport.InitContainer(pod.getMetadata().getName(), name))
        .findFirst();
  }

  private List<String> log(String namespace, String pod, String container) {
    return orEmpty(
        "the log of " + pod,
        () -> {
          String text =
              cluster
                  .client()
                  .pods()
                  .inNamespace(namespace)
                  .withName(pod)
                  .inContainer(container)
                  .limitBytes(MAX_LOG_BYTES)
                  .tailingLines(LOG_LINES)
                  .getLog();
          return text.lines().filter(line -> !line.isBlank()).map(redact).toList();
        });
  }

  private List<RolloutReport.WarningEvent> warnings(String namespace, List<RolloutStatus> missing) {
    return orEmpty(
        "the events of " + namespace,
        () ->
            cluster
                .client()
                .v1()
                .events()
                .inNamespace(namespace)
                .list(new ListOptionsBuilder().withLimit(MAX_LISTED_EVENTS).build())
                .getItems()
                .stream()
                .filter(event -> "Warning".equals(event.getType()))
                .filter(event -> isAbout(event, missing))
                .sorted(Comparator.comparing(RolloutDiagnoser::time).reversed())
                .map(
                    event ->
                        new RolloutReport.WarningEvent(
                            text(event.getInvolvedObject().getKind()),
                            text(event.getInvolvedObject().getName()),
                            text(event.getReason()),
                            redact.apply(text(event.getMessage()))))
                .distinct()
                .limit(MAX_EVENTS)
                .toList());
  }

  /** Names of pods and ReplicaSets start with the name of their workload. */
  private static boolean isAbout(Event event, List<RolloutStatus> missing) {
    String name = text(event.getInvolvedObject().getName());
    return missing.isEmpty()
        || missing.stream()
            .anyMatch(
                rollout -> name.equals(rollout.name()) || name.startsWith(rollout.name() + "-"));
  }

  private static String time(Event event) {
    return Optional.ofNullable(event.getLastTimestamp())
        .or(() -> Optional.ofNullable(event.getMetadata().getCreationTimestamp()))
        .orElse("");
  }

  private List<String> unreadyNodes() {
    return orEmpty(
        "the nodes",
        () ->
            cluster.client().nodes().list().getItems().stream()
                .filter((Node node) -> !RequiredNodes.isReady(node))
                .map(node -> node.getMetadata().getName())
                .toList());
  }

  /** A read that fails must not hide the results of the others. */
  private <T> List<T> orEmpty(String what, Supplier<List<T>> question) {
    try {
      return question.get();
    } catch (KubernetesClientException e) {
      log.info("{} could not be read: {}", what, ApiServerFailures.describe(e));
      return List.of();
    }
  }

  private static String text(@org.jspecify.annotations.Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}

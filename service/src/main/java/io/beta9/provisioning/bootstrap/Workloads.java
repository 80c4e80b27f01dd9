package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until what Helm has put into a cluster runs; where it does not, finds out why. */
final class Workloads {
  private static final Logger log = LoggerFactory.getLogger(Workloads.class);

  /** A trouble that lasts this long will not go away by itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final int LAST_LINES = 20;

  private final ClusterAccess cluster;

  Workloads(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Waits until every Deployment of a release has its replicas ready.
   *
   * @throws FailureException which names the pods that are not, and why
   */
  void awaitReady(String release, String namespace, Watchman watch) throws InterruptedException {
    String[] told = {""};
    Instant[] troubleSince = {Instant.MAX};
    Watchman.Outcome outcome =
        watch.await(
            () -> {
              List<Deployment> missing = notReady(release, namespace);
              if (missing.isEmpty()) {
                return true;
              }
              Optional<PodTrouble> lasting =
                  troubles(release, namespace).stream().filter(PodTrouble::lasting).findFirst();
              Instant now = watch.clock().instant();
              troubleSince[0] =
                  lasting.isEmpty()
                      ? Instant.MAX
                      : troubleSince[0].equals(Instant.MAX) ? now : troubleSince[0];
              if (lasting.isPresent() && !now.isBefore(troubleSince[0].plus(PATIENCE))) {
                throw new FailureException(failure(release, namespace, watch));
              }
              String waiting =
                  "waiting for "
                      + missing.stream()
                          .map(deployment -> deployment.getMetadata().getName())
                          .collect(Collectors.joining(", "))
                      + lasting.map(trouble -> ": " + trouble.words()).orElse("");
              if (!waiting.equals(told[0])) {
                told[0] = waiting;
                watch.progress().say(waiting);
              }
              return false;
            });
    if (outcome == Watchman.Outcome.LATE) {
      throw new FailureException(failure(release, namespace, watch));
    }
  }

  private List<Deployment> notReady(String release, String namespace) {
    try {
      return cluster
          .client()
          .apps()
          .deployments()
          .inNamespace(namespace)
          .withLabel("app.kubernetes.io/instance", release)
          .list()
          .getItems()
          .stream()
          .filter(deployment -> !isReady(deployment))
          .toList();
    } catch (KubernetesClientException e) {
      if (e.getCode() == 401 || e.getCode() == 403) {
        throw Unreachable.refused(cluster, e);
      }
      throw Unreachable.silent(cluster, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean isReady(Deployment deployment) {
    var status = deployment.getStatus();
    int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    return status != null
        && Objects.requireNonNullElse(status.getObservedGeneration(), 0L)
            >= Objects.requireNonNullElse(deployment.getMetadata().getGeneration(), 0L)
        && Objects.requireNonNullElse(status.getUpdatedReplicas(), 0) >= wanted
        && Objects.requireNonNullElse(status.getReadyReplicas(), 0) >= wanted;
  }

  private List<Pod> pods(String release, String namespace) {
    return cluster
        .client()
        .pods()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/instance", release)
        .list()
        .getItems();
  }

  private List<PodTrouble> troubles(String release, String namespace) {
    return pods(release, namespace).stream().flatMap(pod -> PodTrouble.of(pod).stream()).toList();
  }

  /** What the cluster says of a release that does not come up. */
  private Failure failure(String release, String namespace, Watchman watch) {
    List<PodTrouble> troubles = troubles(release, namespace);
    troubles.forEach(trouble -> watch.progress().say(trouble.words()));
    warnings(namespace).forEach(warning -> watch.progress().say(warning));
    troubles.stream()
        .filter(trouble -> trouble.reason().equals("CrashLoopBackOff"))
        .findFirst()
        .ifPresent(trouble -> lastLines(trouble, namespace).forEach(watch.progress()::say));
    String why =
        troubles.isEmpty()
            ? pods(release, namespace).isEmpty()
                ? "it has no pods at all"
                : "its pods run and do not become ready"
            : troubles.stream().map(PodTrouble::words).limit(3).collect(Collectors.joining("; "));
    return new Failure(
        FailureClass.BOOTSTRAP,
        troubles.isEmpty() ? "workload-not-ready" : code(troubles.getFirst()),
        "Release " + release + " did not come up in " + namespace,
        why,
        troubles.isEmpty() ? "Look at the pods' logs, then retry" : troubles.getFirst().next());
  }

  private static String code(PodTrouble trouble) {
    return switch (trouble.reason()) {
      case "ImagePullBackOff", "ErrImagePull", "InvalidImageName" -> "image-not-pulled";
      case "CrashLoopBackOff" -> "container-crashes";
      case "Unschedulable" -> "no-room-for-pods";
      default -> "workload-not-ready";
    };
  }

  private List<String> warnings(String namespace) {
    try {
      return cluster.client().v1().events().inNamespace(namespace).list().getItems().stream()
          .filter(event -> "Warning".equals(event.getType()))
          .map(Workloads::words)
          .distinct()
          .limit(10)
          .toList();
    } catch (KubernetesClientException e) {
      log.info("The events of {} could not be read: {}", namespace, e.getMessage());
      return List.of();
    }
  }

  private static String words(Event event) {
    return "event "
        + event.getReason()
        + " of "
        + event.getInvolvedObject().getKind()
        + " "
        + event.getInvolvedObject().getName()
        + ": "
        + event.getMessage();
  }

  private List<String> lastLines(PodTrouble trouble, String namespace) {
    try {
      String text =
          cluster
              .client()
              .pods()
              .inNamespace(namespace)
              .withName(trouble.pod())
              .inContainer(trouble.container())
              .tailingLines(LAST_LINES)
              .getLog();
      return text.lines().map(line -> trouble.pod() + " said: " + line).toList();
    } catch (KubernetesClientException e) {
      log.info("The log of {} could not be read: {}", trouble.pod(), e.getMessage());
      return List.of();
    }
  }
}

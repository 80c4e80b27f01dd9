package io.beta9.provisioning.bootstrap.gateway;

import static java.util.Objects.requireNonNullElse;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.WorkloadCondition;
import io.beta9.provisioning.failure.text.WorkloadCondition.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pods of a gateway, including those of older versions. */
final class GatewayPods {
  private static final String HASH = "pod-template-hash";
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private final ClusterAccess cluster;
  private final String namespace;

  GatewayPods(ClusterAccess cluster, String namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  /**
   * Returns the name of the newest pod that is ready.
   *
   * @throws FailureException if there is none
   */
  String newestReady() {
    return running().stream()
        .filter(pod -> !isTerminating(pod))
        .filter(GatewayPods::isReady)
        .max(
            Comparator.comparing(
                pod -> requireNonNullElse(pod.getMetadata().getCreationTimestamp(), "")))
        .map(GatewayPods::name)
        .orElseThrow(
            () ->
                new FailureException(
                    Failure.of(FailureCode.GATEWAY_NOT_RUNNING)
                        .with(FailureParameter.NAMESPACE, namespace)));
  }

  /** Waits until no pod is terminating and all are of the same version. */
  void awaitCurrent(WaitContext context) throws InterruptedException {
    @Nullable ClusterProgress[] reported = {null};
    WaitContext.WaitOutcome outcome =
        context.await(
            () -> {
              List<Pod> pods = running();
              if (areCurrent(pods)) {
                return true;
              }
              ClusterProgress report = progress(pods);
              if (!report.equals(reported[0])) {
                reported[0] = report;
                context.report(report);
              }
              return false;
            });
    if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
      throw new FailureException(
          Failure.of(FailureCode.WORKLOAD_NOT_READY)
              .about(InstalledReleases.BETA9)
              .with(FailureParameter.NAMESPACE, namespace)
              .with(FailureParameter.WORKLOADS, stored(running())));
    }
  }

  private static boolean areCurrent(List<Pod> pods) {
    return pods.stream().noneMatch(GatewayPods::isTerminating)
        && pods.stream()
                .map(pod -> requireNonNullElse(pod.getMetadata().getLabels(), Map.of()).get(HASH))
                .distinct()
                .count()
            <= 1;
  }

  private List<Pod> running() {
    try {
      return cluster
          .client()
          .pods()
          .inNamespace(namespace)
          .withLabel("app.kubernetes.io/component", "gateway")
          .list()
          .getItems()
          .stream()
          .filter(pod -> pod.getStatus() == null || !FINISHED.contains(pod.getStatus().getPhase()))
          .toList();
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Looking for the gateway's pods", e);
    }
  }

  private static ClusterProgress progress(List<Pod> pods) {
    return new ClusterProgress.OldGatewayPods(
        pods.stream()
            .map(pod -> new ClusterProgress.GatewayPod(name(pod), isTerminating(pod)))
            .sorted(Comparator.comparing(ClusterProgress.GatewayPod::name))
            .toList());
  }

  private static String stored(List<Pod> pods) {
    return pods.stream()
        .map(
            pod ->
                WorkloadCondition.of(isTerminating(pod) ? Stage.OLD_POD_TERMINATING : Stage.OLD_POD)
                    .of(name(pod)))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  private static boolean isTerminating(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }
}

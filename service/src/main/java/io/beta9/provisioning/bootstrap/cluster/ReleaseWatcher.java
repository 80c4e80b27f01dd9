package io.beta9.provisioning.bootstrap.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.stream.Stream;

/** Watches the workloads of a release and their pods. */
public final class ReleaseWatcher implements AutoCloseable {
  private static final String INSTANCE = "app.kubernetes.io/instance";

  private final SharedIndexInformer<Deployment> deployments;
  private final SharedIndexInformer<StatefulSet> statefulSets;
  private final SharedIndexInformer<DaemonSet> daemonSets;
  private final SharedIndexInformer<Pod> pods;

  /** Starts watching and signals every change. */
  public ReleaseWatcher(
      KubernetesClient client, String namespace, String release, Notification changes) {
    this.deployments =
        client
            .apps()
            .deployments()
            .inNamespace(namespace)
            .withLabel(INSTANCE, release)
            .inform(new NotifyingHandler<>(changes));
    this.statefulSets =
        client
            .apps()
            .statefulSets()
            .inNamespace(namespace)
            .withLabel(INSTANCE, release)
            .inform(new NotifyingHandler<>(changes));
    this.daemonSets =
        client
            .apps()
            .daemonSets()
            .inNamespace(namespace)
            .withLabel(INSTANCE, release)
            .inform(new NotifyingHandler<>(changes));
    this.pods =
        client
            .pods()
            .inNamespace(namespace)
            .withLabel(INSTANCE, release)
            .inform(new NotifyingHandler<>(changes));
  }

  public List<RolloutStatus> rollouts() {
    return Stream.of(
            deployments.getStore().list().stream().map(RolloutStatus::of),
            statefulSets.getStore().list().stream().map(RolloutStatus::of),
            daemonSets.getStore().list().stream().map(RolloutStatus::of))
        .flatMap(rollouts -> rollouts)
        .toList();
  }

  /** Returns the pods that are not terminating. */
  public List<Pod> pods() {
    return pods.getStore().list().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  @Override
  public void close() {
    deployments.close();
    statefulSets.close();
    daemonSets.close();
    pods.close();
  }
}

package io.beta9.provisioning.bootstrap.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Watches the workloads of a release and their pods. */
public final class ReleaseWatcher implements AutoCloseable {
  private static final String INSTANCE = "app.kubernetes.io/instance";

  private final KubernetesClient client;
  private final String namespace;
  private final String release;
  private final SharedIndexInformer<Deployment> deployments;
  private final SharedIndexInformer<StatefulSet> statefulSets;
  private final SharedIndexInformer<DaemonSet> daemonSets;
  private final SharedIndexInformer<Pod> pods;

  /** Starts watching and signals every change. */
  public ReleaseWatcher(
      KubernetesClient client, String namespace, String release, Notification changes) {
    this.client = client;
    this.namespace = namespace;
    this.release = release;
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

  /**
   * Returns the rollouts as they have been seen so far. An API server answers watches from a cache,
   * which may be behind what another one has accepted.
   */
  public List<RolloutStatus> rollouts() {
    return Stream.of(
            deployments.getStore().list().stream().map(RolloutStatus::of),
            statefulSets.getStore().list().stream().map(RolloutStatus::of),
            daemonSets.getStore().list().stream().map(RolloutStatus::of))
        .flatMap(rollouts -> rollouts)
        .toList();
  }

  /** Reads the rollouts as they are now. */
  public List<RolloutStatus> currentRollouts() {
    return Stream.of(
            current(client.apps().deployments(), RolloutStatus::of),
            current(client.apps().statefulSets(), RolloutStatus::of),
            current(client.apps().daemonSets(), RolloutStatus::of))
        .flatMap(rollouts -> rollouts)
        .toList();
  }

  private <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>>
      Stream<RolloutStatus> current(
          MixedOperation<T, L, R> workloads, Function<T, RolloutStatus> status) {
    return workloads.inNamespace(namespace).withLabel(INSTANCE, release).list().getItems().stream()
        .map(status);
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

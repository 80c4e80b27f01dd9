package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.settings.kubernetes.PodSettings;
import io.beta9.provisioning.worker.liveness.PodStatusChecker.PodStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries the cluster in which this process runs. Its service account needs permission to get pods
 * in the workers' namespaces; without it, the claims of a dead pod are taken over only after the
 * takeover time.
 */
public final class KubernetesPodStatusChecker implements PodStatusChecker, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KubernetesPodStatusChecker.class);

  private final KubernetesClient client;

  public KubernetesPodStatusChecker(KubernetesClient client) {
    this.client = client;
  }

  /** Returns a checker for the cluster in which this process runs; {@link #NONE} outside of one. */
  public static PodStatusChecker ofThisProcess(PodSettings pod) {
    return pod.isInPod()
        ? new KubernetesPodStatusChecker(new KubernetesClientBuilder().build())
        : PodStatusChecker.NONE;
  }

  @Override
  public PodStatus status(RegisteredWorker worker) {
    RegisteredWorker.WorkerPod known = worker.pod();
    if (known == null) {
      return PodStatus.UNKNOWN;
    }
    try {
      Pod pod = client.pods().inNamespace(known.namespace()).withName(known.name()).get();
      if (pod == null || !known.uid().equals(pod.getMetadata().getUid())) {
        return PodStatus.DELETED;
      }
      String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
      return "Succeeded".equals(phase) || "Failed".equals(phase)
          ? PodStatus.FINISHED
          : PodStatus.RUNNING;
    } catch (KubernetesClientException e) {
      log.warn(
          "Querying the status of pod {} failed: {}", known.name(), ApiServerFailures.describe(e));
      return PodStatus.UNKNOWN;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}

package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.WorkerRepository;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster that this process runs in. Its service account needs the right to get pods in
 * the workers' namespaces; without it nothing is learned, and a dead pod's claims wait for its
 * promise.
 */
public final class KubernetesPodStatusChecker implements PodStatusChecker, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KubernetesPodStatusChecker.class);

  private final KubernetesClient client;

  public KubernetesPodStatusChecker(KubernetesClient client) {
    this.client = client;
  }

  /** Of this cluster, where this process runs in one. */
  public static PodStatusChecker ofThisProcess(Map<String, String> environment) {
    return environment.containsKey("KUBERNETES_SERVICE_HOST") && environment.containsKey("POD_NAME")
        ? new KubernetesPodStatusChecker(new KubernetesClientBuilder().build())
        : PodStatusChecker.NONE;
  }

  @Override
  public PodStatus ask(WorkerRepository.Identity worker) {
    if (worker.podNamespace() == null || worker.podName() == null || worker.podUid() == null) {
      return PodStatus.UNKNOWN;
    }
    try {
      Pod pod = client.pods().inNamespace(worker.podNamespace()).withName(worker.podName()).get();
      if (pod == null || !worker.podUid().equals(pod.getMetadata().getUid())) {
        return PodStatus.GONE;
      }
      String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
      return "Succeeded".equals(phase) || "Failed".equals(phase)
          ? PodStatus.FINISHED
          : PodStatus.THERE;
    } catch (KubernetesClientException e) {
      log.warn("The cluster was asked for pod {} in vain: {}", worker.podName(), e.getMessage());
      return PodStatus.UNKNOWN;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}

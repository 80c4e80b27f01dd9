package io.beta9.provisioning.worker.loop;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Annotates a pod in Kubernetes. The service account needs the permission to get and to patch pods;
 * the patch contains the annotation only.
 */
public final class KubernetesPodAnnotations implements PodAnnotations, AutoCloseable {
  private final KubernetesClient client;
  private final String namespace;
  private final String pod;

  public KubernetesPodAnnotations(KubernetesClient client, String namespace, String pod) {
    this.client = client;
    this.namespace = namespace;
    this.pod = pod;
  }

  @Override
  public void set(String name, String value) {
    String patch =
        JsonMapper.shared()
            .writeValueAsString(Map.of("metadata", Map.of("annotations", Map.of(name, value))));
    client
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  @Override
  public void close() {
    client.close();
  }
}

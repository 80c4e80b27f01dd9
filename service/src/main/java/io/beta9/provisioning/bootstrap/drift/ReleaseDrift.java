package io.beta9.provisioning.bootstrap.drift;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares the objects of a release with the manifest that Helm has recorded. */
public final class ReleaseDrift {
  private static final int NOT_FOUND = 404;

  private final ClusterAccess cluster;

  public ReleaseDrift(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Returns what is missing or was changed.
   *
   * @param namespace the namespace of objects that the manifest assigns to none
   * @throws KubernetesClientException if the cluster cannot be read
   * @throws IllegalArgumentException if the manifest cannot be read
   */
  public List<ObjectDrift> of(String manifest, String namespace) {
    List<ObjectDrift> drift = new ArrayList<>();
    for (ManifestObject object : ManifestObject.parse(manifest)) {
      Optional<JsonNode> live = live(object, namespace);
      List<String> changed =
          live.map(found -> FieldComparison.differences(object.content(), found)).orElse(List.of());
      if (live.isEmpty() || !changed.isEmpty()) {
        drift.add(new ObjectDrift(object.kind(), object.name(), changed));
      }
    }
    return List.copyOf(drift);
  }

  /** An object that is being deleted is as good as missing. */
  private Optional<JsonNode> live(ManifestObject object, String namespace) {
    try {
      var kind = cluster.client().genericKubernetesResources(object.apiVersion(), object.kind());
      Resource<GenericKubernetesResource> named =
          kind.inNamespace(object.namespace().orElse(namespace)).withName(object.name());
      GenericKubernetesResource found = named.get();
      return Optional.ofNullable(found)
          .filter(live -> live.getMetadata().getDeletionTimestamp() == null)
          .map(live -> JsonMapper.shared().readTree(Serialization.asJson(live)));
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}

package io.beta9.provisioning.bootstrap.drift;

import io.beta9.provisioning.bootstrap.cluster.AutoscaledWorkloads;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ObjectDrift;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Compares the objects of a release with the manifest that Helm has recorded. */
public final class ReleaseDrift {
  private static final int NOT_FOUND = 404;
  private static final String REPLICAS = "spec.replicas";

  /** Statuses of a patch of an object that another client has deleted or changed. */
  private static final Set<Integer> CHANGED_OR_GONE = Set.of(NOT_FOUND, 409, 422);

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
      boolean terminating = live.filter(ReleaseDrift::isTerminating).isPresent();
      List<String> changed =
          live.filter(found -> !terminating)
              .map(found -> FieldComparison.differences(object.content(), found).changed())
              .map(paths -> withoutScaling(paths, object, live.orElseThrow(), namespace))
              .orElse(List.of());
      if (live.isEmpty() || terminating || !changed.isEmpty()) {
        drift.add(new ObjectDrift(object.kind(), object.name(), changed, terminating));
      }
    }
    return List.copyOf(drift);
  }

  /**
   * Removes from the objects what was added to them. An upgrade of Helm does not: it removes only
   * what an earlier manifest contained. An object that changes meanwhile is left as it is.
   *
   * @throws KubernetesClientException if the cluster cannot be read or changed
   * @throws IllegalArgumentException if the manifest cannot be read
   */
  public void removeAdditions(String manifest, String namespace) {
    for (ManifestObject object : ManifestObject.parse(manifest)) {
      Optional<JsonNode> live = live(object, namespace).filter(found -> !isTerminating(found));
      List<String> added =
          live.map(found -> FieldComparison.differences(object.content(), found).added())
              .orElse(List.of());
      if (!added.isEmpty()) {
        remove(object, namespace, live.orElseThrow(), added);
      }
    }
  }

  private void remove(
      ManifestObject object, String namespace, JsonNode live, List<String> pointers) {
    ArrayNode patch = JsonMapper.shared().createArrayNode();
    patch
        .addObject()
        .put("op", "test")
        .put("path", "/metadata/resourceVersion")
        .set("value", live.path("metadata").path("resourceVersion"));
    pointers.forEach(pointer -> patch.addObject().put("op", "remove").put("path", pointer));
    try {
      resource(object, namespace).patch(PatchContext.of(PatchType.JSON), patch.toString());
    } catch (KubernetesClientException e) {
      if (!CHANGED_OR_GONE.contains(e.getCode())) {
        throw e;
      }
    }
  }

  /**
   * The number of pods is that of its autoscaler, if a workload has one. With 0 pods it is switched
   * off: an autoscaler does not start the first one.
   */
  private List<String> withoutScaling(
      List<String> changed, ManifestObject object, JsonNode live, String namespace) {
    return changed.contains(REPLICAS)
            && live.path("spec").path("replicas").asInt(0) > 0
            && new AutoscaledWorkloads(cluster)
                .contains(object.namespace().orElse(namespace), object.kind(), object.name())
        ? changed.stream().filter(path -> !path.equals(REPLICAS)).toList()
        : changed;
  }

  private static boolean isTerminating(JsonNode live) {
    return live.path("metadata").hasNonNull("deletionTimestamp");
  }

  private Optional<JsonNode> live(ManifestObject object, String namespace) {
    try {
      GenericKubernetesResource found = resource(object, namespace).get();
      return Optional.ofNullable(found)
          .map(live -> JsonMapper.shared().readTree(Serialization.asJson(live)));
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Resource<GenericKubernetesResource> resource(ManifestObject object, String namespace) {
    return cluster
        .client()
        .genericKubernetesResources(object.apiVersion(), object.kind())
        .inNamespace(object.namespace().orElse(namespace))
        .withName(object.name());
  }
}

package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.Selector;
import io.beta9.provisioning.cloudsim.kubernetes.store.StatusConditions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Evicts pods on request, unless their disruption budget does not allow it, as {@code
 * pkg/registry/core/pod/storage/eviction.go} of Kubernetes does.
 */
public final class PodEviction {
  private static final Kind BUDGET = Kinds.find("policy/v1", "poddisruptionbudgets").orElseThrow();

  private final ObjectStore store;
  private final Deletion deletion;

  public PodEviction(ObjectStore store, Deletion deletion) {
    this.store = store;
    this.deletion = deletion;
  }

  /**
   * Evicts a pod.
   *
   * @param eviction the body of the request
   * @throws ApiException with status 429 if the budget of the pod does not allow a disruption
   */
  public void evict(ResourcePath target, JsonNode eviction) {
    if (target.kind() != Kinds.POD) {
      throw ApiException.unknownPath();
    }
    if (!Json.text(eviction, "kind").equals("Eviction")) {
      throw ApiException.badRequest("the body is not an Eviction");
    }
    String name = Json.text(eviction, "metadata.name");
    if (!name.isEmpty() && !name.equals(target.name())) {
      throw ApiException.badRequest("name in URL does not match name in Eviction object");
    }
    ObjectNode pod =
        store
            .find(Kinds.POD, target.namespace(), target.name())
            .orElseThrow(() -> ApiException.notFound(Kinds.POD, target.name()));
    requireBudget(pod);
    deletion.deleteByRequest(target, Json.at(eviction, "deleteOptions"), "");
  }

  private void requireBudget(ObjectNode pod) {
    String phase = Json.text(pod, "status.phase");
    if (!phase.equals("Running") || ObjectMeta.isDeleting(pod)) {
      return;
    }
    List<ObjectNode> budgets =
        store.list(BUDGET, ObjectMeta.namespace(pod)).stream()
            .filter(budget -> covers(budget, pod))
            .toList();
    if (budgets.size() > 1) {
      throw new ApiException(
          500,
          "InternalError",
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.");
    }
    for (ObjectNode budget : budgets) {
      List<ObjectNode> covered =
          store.list(Kinds.POD, ObjectMeta.namespace(pod)).stream()
              .filter(other -> covers(budget, other))
              .toList();
      int healthy = (int) covered.stream().filter(PodEviction::isHealthy).count();
      int desired = desiredHealthy(budget, covered);
      boolean allowed = isHealthy(pod) ? healthy > desired : healthy >= desired;
      if (!allowed) {
        throw new ApiException(
            429,
            "TooManyRequests",
            "Cannot evict pod as it would violate the pod's disruption budget.");
      }
    }
  }

  private static boolean covers(ObjectNode budget, ObjectNode pod) {
    return Selector.matches(Json.at(budget, "spec.selector"), ObjectMeta.labels(pod));
  }

  private static boolean isHealthy(ObjectNode pod) {
    return StatusConditions.isTrue(pod, "Ready") && !ObjectMeta.isDeleting(pod);
  }

  /** Percentages are of the pods that the controllers request, and are rounded up. */
  private int desiredHealthy(ObjectNode budget, List<ObjectNode> covered) {
    JsonNode minAvailable = Json.at(budget, "spec.minAvailable");
    JsonNode maxUnavailable = Json.at(budget, "spec.maxUnavailable");
    int expected = expected(covered);
    return maxUnavailable.isMissingNode() || maxUnavailable.isNull()
        ? resolve(minAvailable, expected)
        : Math.max(0, expected - resolve(maxUnavailable, expected));
  }

  private int expected(List<ObjectNode> covered) {
    Map<String, Integer> byOwner = new LinkedHashMap<>();
    for (ObjectNode pod : covered) {
      JsonNode owner = ObjectMeta.controllerReference(pod).orElse(Json.object());
      int replicas =
          Kinds.all().stream()
              .filter(kind -> kind.name().equals(Json.text(owner, "kind")))
              .flatMap(kind -> find(kind, pod, owner).stream())
              .mapToInt(found -> Json.intValue(found, "spec.replicas", 1))
              .findFirst()
              .orElse(1);
      byOwner.put(owner.isEmpty() ? ObjectMeta.uid(pod) : Json.text(owner, "uid"), replicas);
    }
    return byOwner.values().stream().mapToInt(Integer::intValue).sum();
  }

  private List<ObjectNode> find(Kind kind, ObjectNode pod, JsonNode owner) {
    return store.find(kind, ObjectMeta.namespace(pod), Json.text(owner, "name")).stream().toList();
  }

  private static int resolve(JsonNode value, int total) {
    String text = value.asString("");
    return text.endsWith("%")
        ? Math.ceilDiv(total * Integer.parseInt(text.substring(0, text.length() - 1)), 100)
        : value.asInt(0);
  }
}

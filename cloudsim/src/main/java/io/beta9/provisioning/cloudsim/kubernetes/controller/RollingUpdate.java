package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Computes the sizes of the ReplicaSets of a Deployment during a rolling update, as the Deployment
 * controller does: never more pods than {@code desired + maxSurge}, never fewer available ones than
 * {@code desired - maxUnavailable}.
 */
record RollingUpdate(int desired, int maxSurge, int maxUnavailable) {

  /** The requested size of a ReplicaSet, and the pods that it has. */
  record SetSize(int replicas, int pods, int available) {
    static SetSize of(JsonNode set) {
      return new SetSize(
          Json.intValue(set, "spec.replicas", 1),
          Json.intValue(set, "status.replicas", 0),
          Json.intValue(set, "status.availableReplicas", 0));
    }
  }

  static RollingUpdate of(JsonNode deployment) {
    int desired = Json.intValue(deployment, "spec.replicas", 1);
    JsonNode limits = Json.at(deployment, "spec.strategy.rollingUpdate");
    int maxSurge = IntOrPercent.roundedUp(limits.path("maxSurge"), desired);
    int maxUnavailable = IntOrPercent.roundedDown(limits.path("maxUnavailable"), desired);
    // Without either, no pod could ever be replaced.
    return new RollingUpdate(
        desired, maxSurge, maxSurge == 0 && maxUnavailable == 0 ? 1 : maxUnavailable);
  }

  /** Returns the size of the new ReplicaSet, given the total requested size of all. */
  int newSize(int current, int total) {
    if (current >= desired) {
      return desired;
    }
    int free = Math.max(0, desired + maxSurge - total);
    return current + Math.min(free, desired - current);
  }

  /** Returns the sizes of the old ReplicaSets, which are given from the oldest to the newest. */
  List<Integer> oldSizes(SetSize current, List<SetSize> old) {
    List<Integer> sizes = new ArrayList<>(old.stream().map(SetSize::replicas).toList());
    int total = current.replicas() + sizes.stream().mapToInt(Integer::intValue).sum();
    int minAvailable = desired - maxUnavailable;
    int removable = total - minAvailable - Math.max(0, current.replicas() - current.available());
    // Pods that are not available are removed first, because they serve no requests.
    for (int i = 0; i < sizes.size() && removable > 0; i++) {
      int unavailable = Math.max(0, sizes.get(i) - old.get(i).available());
      int removed = Math.min(removable, unavailable);
      sizes.set(i, sizes.get(i) - removed);
      removable -= removed;
    }
    int available = current.available() + old.stream().mapToInt(SetSize::available).sum();
    int dispensable = Math.min(removable, available - minAvailable);
    for (int i = 0; i < sizes.size() && dispensable > 0; i++) {
      int removed = Math.min(dispensable, sizes.get(i));
      sizes.set(i, sizes.get(i) - removed);
      dispensable -= removed;
    }
    return sizes;
  }
}

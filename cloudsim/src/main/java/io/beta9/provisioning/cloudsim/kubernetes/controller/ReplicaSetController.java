package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.StatusConditions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Maintains the desired number of pods of each ReplicaSet. */
final class ReplicaSetController implements Controller {
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  private final ObjectStore store;
  private final EventRecorder events;
  private final PodFactory podFactory;
  private final Deletion deletion;

  ReplicaSetController(
      ObjectStore store, EventRecorder events, PodFactory podFactory, Deletion deletion) {
    this.store = store;
    this.events = events;
    this.podFactory = podFactory;
    this.deletion = deletion;
  }

  @Override
  public void reconcile() {
    store.list(Kinds.REPLICA_SET).stream()
        .filter(set -> !ObjectMeta.isDeleting(set))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode set) {
    int desired = Json.intValue(set, "spec.replicas", 1);
    List<ObjectNode> pods = activePods(set);
    for (int i = pods.size(); i < desired; i++) {
      Optional<ObjectNode> pod =
          podFactory.create(
              Kinds.REPLICA_SET, set, ObjectMeta.name(set) + "-" + PodFactory.randomSuffix());
      if (pod.isEmpty()) {
        break;
      }
      events.normal(
          Kinds.REPLICA_SET,
          set,
          "replicaset-controller",
          "SuccessfulCreate",
          "Created pod: " + ObjectMeta.name(pod.get()));
    }
    // Pods that are not ready are removed first, then those with the lowest deletion cost.
    pods.stream()
        .sorted(
            Comparator.comparing(Pods::isReady).thenComparing(ReplicaSetController::deletionCost))
        .limit(Math.max(0, pods.size() - desired))
        .forEach(pod -> deletion.delete(Kinds.POD, pod));
    List<ObjectNode> remaining = activePods(set);
    Optional<String> rejection =
        remaining.size() < desired ? podFactory.rejection(set) : Optional.empty();
    int ready = (int) remaining.stream().filter(Pods::isReady).count();
    int minReadySeconds = Json.intValue(set, "spec.minReadySeconds", 0);
    Instant now = store.clock().instant();
    int available =
        (int) remaining.stream().filter(pod -> Pods.isAvailable(pod, minReadySeconds, now)).count();
    store.edit(
        Kinds.REPLICA_SET,
        set,
        copy -> {
          ObjectNode status = Json.ensureObject(copy, "status");
          status.put("observedGeneration", ObjectMeta.generation(copy));
          status.put("replicas", remaining.size()).put("fullyLabeledReplicas", remaining.size());
          status.put("readyReplicas", ready).put("availableReplicas", available);
          rejection.ifPresentOrElse(
              why -> StatusConditions.set(copy, now, "ReplicaFailure", true, "FailedCreate", why),
              () -> StatusConditions.remove(copy, "ReplicaFailure"));
        });
  }

  private static int deletionCost(JsonNode pod) {
    return Json.at(pod, "metadata.annotations").path(DELETION_COST).asInt(0);
  }

  private List<ObjectNode> activePods(ObjectNode set) {
    return PodFactory.podsOwnedBy(store, set).stream().filter(Pods::isActive).toList();
  }
}

package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
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

  ReplicaSetController(ObjectStore store, EventRecorder events, PodFactory podFactory) {
    this.store = store;
    this.events = events;
    this.podFactory = podFactory;
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
        .forEach(pod -> store.remove(Kinds.POD, pod));
    List<ObjectNode> remaining = activePods(set);
    int ready = (int) remaining.stream().filter(Pods::isReady).count();
    store.edit(
        Kinds.REPLICA_SET,
        set,
        copy -> {
          ObjectNode status = Json.ensureObject(copy, "status");
          status.put("observedGeneration", ObjectMeta.generation(copy));
          status.put("replicas", remaining.size()).put("fullyLabeledReplicas", remaining.size());
          status.put("readyReplicas", ready).put("availableReplicas", ready);
        });
  }

  private static int deletionCost(JsonNode pod) {
    return Json.at(pod, "metadata.annotations").path(DELETION_COST).asInt(0);
  }

  private List<ObjectNode> activePods(ObjectNode set) {
    return PodFactory.podsOwnedBy(store, set).stream()
        .filter(pod -> !Pods.isFinished(pod))
        .toList();
  }
}

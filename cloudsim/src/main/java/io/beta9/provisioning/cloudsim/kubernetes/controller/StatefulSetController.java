package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maintains the numbered pods of each StatefulSet, and creates them in order unless it is parallel.
 */
final class StatefulSetController implements Controller {
  private static final String HASH_LABEL = "controller-revision-hash";

  private final ObjectStore store;
  private final PodFactory podFactory;

  StatefulSetController(ObjectStore store, PodFactory podFactory) {
    this.store = store;
    this.podFactory = podFactory;
  }

  @Override
  public void reconcile() {
    store.list(Kinds.STATEFUL_SET).stream()
        .filter(set -> !ObjectMeta.isDeleting(set))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode set) {
    int desired = Json.intValue(set, "spec.replicas", 1);
    String hash = PodFactory.templateHash(Json.at(set, "spec.template"));
    String revision = ObjectMeta.name(set) + "-" + hash;
    List<String> names =
        IntStream.range(0, desired)
            .mapToObj(number -> ObjectMeta.name(set) + "-" + number)
            .toList();
    for (ObjectNode pod : PodFactory.podsOwnedBy(store, set)) {
      if (!names.contains(ObjectMeta.name(pod))
          || !revision.equals(ObjectMeta.labels(pod).get(HASH_LABEL))) {
        store.remove(Kinds.POD, pod);
      }
    }
    for (String name : names) {
      ObjectNode pod =
          store
              .find(Kinds.POD, ObjectMeta.namespace(set), name)
              .or(() -> podFactory.create(Kinds.STATEFUL_SET, set, name))
              .orElse(null);
      if (pod == null) {
        break;
      }
      ObjectNode labeled =
          store.edit(
              Kinds.POD,
              pod,
              copy -> Json.ensureObject(copy, "metadata.labels").put(HASH_LABEL, revision));
      boolean ordered = !Json.text(set, "spec.podManagementPolicy").equals("Parallel");
      if (ordered && !Pods.isReady(labeled)) {
        break;
      }
    }
    List<ObjectNode> pods = PodFactory.podsOwnedBy(store, set);
    int ready = (int) pods.stream().filter(Pods::isReady).count();
    store.edit(
        Kinds.STATEFUL_SET,
        set,
        copy -> {
          ObjectNode status = Json.ensureObject(copy, "status");
          status.put("observedGeneration", ObjectMeta.generation(copy));
          status.put("replicas", pods.size()).put("readyReplicas", ready);
          status.put("availableReplicas", ready).put("currentReplicas", pods.size());
          status.put("updatedReplicas", pods.size());
          status.put("currentRevision", revision).put("updateRevision", revision);
        });
  }
}

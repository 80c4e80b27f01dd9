package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.node.NodeFit;
import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs one pod of each DaemonSet on every node that admits it. */
final class DaemonSetController implements Controller {
  private static final String HASH_LABEL = "controller-revision-hash";

  private final ObjectStore store;
  private final PodFactory podFactory;

  DaemonSetController(ObjectStore store, PodFactory podFactory) {
    this.store = store;
    this.podFactory = podFactory;
  }

  @Override
  public void reconcile() {
    store.list(Kinds.DAEMON_SET).stream()
        .filter(set -> !ObjectMeta.isDeleting(set))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode set) {
    JsonNode podSpec = Json.at(set, "spec.template.spec");
    String hash = PodFactory.templateHash(Json.at(set, "spec.template"));
    List<String> nodes =
        store.list(Kinds.NODE).stream()
            .filter(node -> NodeFit.admits(podSpec, node))
            .map(ObjectMeta::name)
            .toList();
    for (ObjectNode pod : PodFactory.podsOwnedBy(store, set)) {
      boolean current = hash.equals(ObjectMeta.labels(pod).get(HASH_LABEL));
      if (!current || !nodes.contains(Json.text(pod, "spec.nodeName"))) {
        store.remove(Kinds.POD, pod);
      }
    }
    List<String> nodesWithPod =
        PodFactory.podsOwnedBy(store, set).stream()
            .map(pod -> Json.text(pod, "spec.nodeName"))
            .toList();
    for (String node : nodes) {
      if (!nodesWithPod.contains(node)) {
        podFactory
            .create(Kinds.DAEMON_SET, set, ObjectMeta.name(set) + "-" + PodFactory.randomSuffix())
            .ifPresent(
                pod ->
                    store.edit(
                        Kinds.POD,
                        pod,
                        copy -> {
                          Json.ensureObject(copy, "metadata.labels").put(HASH_LABEL, hash);
                          Json.ensureObject(copy, "spec").put("nodeName", node);
                        }));
      }
    }
    List<ObjectNode> pods = PodFactory.podsOwnedBy(store, set);
    int ready = (int) pods.stream().filter(Pods::isReady).count();
    store.edit(
        Kinds.DAEMON_SET,
        set,
        copy -> {
          ObjectNode status = Json.ensureObject(copy, "status");
          status.put("observedGeneration", ObjectMeta.generation(copy));
          status.put("desiredNumberScheduled", nodes.size());
          status.put("currentNumberScheduled", pods.size());
          status.put("updatedNumberScheduled", pods.size());
          status.put("numberReady", ready).put("numberAvailable", ready);
          status.put("numberUnavailable", nodes.size() - ready).put("numberMisscheduled", 0);
        });
  }
}

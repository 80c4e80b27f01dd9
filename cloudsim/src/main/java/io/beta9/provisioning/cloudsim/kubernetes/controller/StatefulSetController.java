package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maintains the numbered pods of each StatefulSet: creates them in order unless it is parallel, and
 * replaces those of an older template one at a time, beginning with the highest number.
 */
final class StatefulSetController implements Controller {
  private static final String HASH_LABEL = "controller-revision-hash";

  private final ObjectStore store;
  private final PodFactory podFactory;
  private final Deletion deletion;

  StatefulSetController(ObjectStore store, PodFactory podFactory, Deletion deletion) {
    this.store = store;
    this.podFactory = podFactory;
    this.deletion = deletion;
  }

  @Override
  public void reconcile() {
    store.list(Kinds.STATEFUL_SET).stream()
        .filter(set -> !ObjectMeta.isDeleting(set))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode set) {
    int desired = Json.intValue(set, "spec.replicas", 1);
    String revision =
        ObjectMeta.name(set) + "-" + PodFactory.templateHash(Json.at(set, "spec.template"));
    if (scale(set, desired, revision)
        && Json.text(set, "spec.updateStrategy.type").equals("RollingUpdate")) {
      replaceOld(set, revision);
    }
    updateStatus(set, desired, revision);
  }

  /**
   * Creates missing pods and deletes surplus ones.
   *
   * @return whether every pod exists and none has to be waited for
   */
  private boolean scale(ObjectNode set, int desired, String revision) {
    boolean ordered = !Json.text(set, "spec.podManagementPolicy").equals("Parallel");
    List<String> names =
        IntStream.range(0, desired)
            .mapToObj(number -> ObjectMeta.name(set) + "-" + number)
            .toList();
    boolean complete = true;
    for (String name : names) {
      Optional<ObjectNode> existing = store.find(Kinds.POD, ObjectMeta.namespace(set), name);
      Optional<ObjectNode> pod = existing.isPresent() ? existing : create(set, name, revision);
      boolean running = pod.filter(Pods::isActive).filter(Pods::isReady).isPresent();
      complete &= pod.filter(Pods::isActive).isPresent() && (running || !ordered);
      if (ordered && !running) {
        return false;
      }
    }
    List<ObjectNode> surplus =
        PodFactory.podsOwnedBy(store, set).stream()
            .filter(pod -> !names.contains(ObjectMeta.name(pod)))
            .sorted(Comparator.comparingInt(StatefulSetController::number).reversed())
            .toList();
    for (ObjectNode pod : surplus) {
      deletion.delete(Kinds.POD, pod);
      if (ordered) {
        return false;
      }
    }
    return complete;
  }

  private Optional<ObjectNode> create(ObjectNode set, String name, String revision) {
    return podFactory
        .create(Kinds.STATEFUL_SET, set, name)
        .map(
            pod ->
                store.edit(
                    Kinds.POD,
                    pod,
                    copy -> Json.ensureObject(copy, "metadata.labels").put(HASH_LABEL, revision)));
  }

  private void replaceOld(ObjectNode set, String revision) {
    int partition = Json.intValue(set, "spec.updateStrategy.rollingUpdate.partition", 0);
    List<ObjectNode> descending =
        PodFactory.podsOwnedBy(store, set).stream()
            .sorted(Comparator.comparingInt(StatefulSetController::number).reversed())
            .toList();
    for (ObjectNode pod : descending) {
      if (number(pod) < partition) {
        return;
      }
      if (!isAt(pod, revision)) {
        deletion.delete(Kinds.POD, pod);
        return;
      }
      if (!Pods.isReady(pod)) {
        return;
      }
    }
  }

  private void updateStatus(ObjectNode set, int desired, String revision) {
    List<ObjectNode> pods =
        PodFactory.podsOwnedBy(store, set).stream().filter(Pods::isActive).toList();
    int ready = (int) pods.stream().filter(Pods::isReady).count();
    int minReadySeconds = Json.intValue(set, "spec.minReadySeconds", 0);
    Instant now = store.clock().instant();
    int available =
        (int) pods.stream().filter(pod -> Pods.isAvailable(pod, minReadySeconds, now)).count();
    int updated = (int) pods.stream().filter(pod -> isAt(pod, revision)).count();
    store.edit(
        Kinds.STATEFUL_SET,
        set,
        copy -> {
          ObjectNode status = Json.ensureObject(copy, "status");
          String previous = status.path("currentRevision").asString("");
          boolean complete = updated == desired && ready == desired && pods.size() == desired;
          String current = complete || previous.isEmpty() ? revision : previous;
          status.put("observedGeneration", ObjectMeta.generation(copy));
          status.put("replicas", pods.size()).put("readyReplicas", ready);
          status.put("availableReplicas", available).put("updatedReplicas", updated);
          status.put(
              "currentReplicas", (int) pods.stream().filter(pod -> isAt(pod, current)).count());
          status.put("currentRevision", current).put("updateRevision", revision);
        });
  }

  private static boolean isAt(ObjectNode pod, String revision) {
    return revision.equals(ObjectMeta.labels(pod).get(HASH_LABEL));
  }

  private static int number(ObjectNode pod) {
    String name = ObjectMeta.name(pod);
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }
}

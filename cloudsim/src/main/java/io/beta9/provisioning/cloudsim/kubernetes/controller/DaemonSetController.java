package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.node.NodeFit;
import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs one pod of each DaemonSet on every node that admits it, and replaces the pods of older
 * templates by the DaemonSet's update strategy.
 */
final class DaemonSetController implements Controller {
  private static final String HASH_LABEL = "controller-revision-hash";

  private final ObjectStore store;
  private final PodFactory podFactory;
  private final Deletion deletion;

  DaemonSetController(ObjectStore store, PodFactory podFactory, Deletion deletion) {
    this.store = store;
    this.podFactory = podFactory;
    this.deletion = deletion;
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
    PodFactory.podsOwnedBy(store, set).stream()
        .filter(Pods::isActive)
        .filter(pod -> !nodes.contains(node(pod)))
        .forEach(pod -> deletion.delete(Kinds.POD, pod));
    createMissing(set, hash, nodes);
    if (Json.text(set, "spec.updateStrategy.type").equals("RollingUpdate")) {
      replaceOld(set, hash, nodes);
    }
    updateStatus(set, hash, nodes);
  }

  /** A terminating pod occupies its node until it is gone. */
  private void createMissing(ObjectNode set, String hash, List<String> nodes) {
    Map<String, List<ObjectNode>> byNode = byNode(set);
    for (String node : nodes) {
      if (!byNode.containsKey(node)) {
        create(set, hash, node);
      }
    }
  }

  private void replaceOld(ObjectNode set, String hash, List<String> nodes) {
    JsonNode limits = Json.at(set, "spec.updateStrategy.rollingUpdate");
    int maxSurge = IntOrPercent.roundedUp(limits.path("maxSurge"), nodes.size());
    int removable = IntOrPercent.roundedUp(limits.path("maxUnavailable"), nodes.size());
    Predicate<ObjectNode> current = pod -> isCurrent(pod, hash);
    Predicate<ObjectNode> available = available(set);
    Map<String, List<ObjectNode>> byNode = byNode(set);
    for (String node : nodes) {
      if (byNode.getOrDefault(node, List.of()).stream()
          .noneMatch(pod -> available.test(pod) && Pods.isActive(pod))) {
        removable--;
      }
    }
    int surging = 0;
    for (String node : nodes) {
      List<ObjectNode> pods =
          byNode.getOrDefault(node, List.of()).stream().filter(Pods::isActive).toList();
      List<ObjectNode> old = pods.stream().filter(current.negate()).toList();
      List<ObjectNode> updated = pods.stream().filter(current).toList();
      if (old.isEmpty()) {
        continue;
      }
      if (old.stream().noneMatch(available) || updated.stream().anyMatch(available)) {
        old.forEach(pod -> deletion.delete(Kinds.POD, pod));
      } else if (maxSurge > 0) {
        if (!updated.isEmpty()) {
          surging++;
        } else if (surging < maxSurge) {
          surging++;
          create(set, hash, node);
        }
      } else if (removable > 0) {
        removable--;
        old.forEach(pod -> deletion.delete(Kinds.POD, pod));
      }
    }
  }

  private void create(ObjectNode set, String hash, String node) {
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

  private void updateStatus(ObjectNode set, String hash, List<String> nodes) {
    Map<String, List<ObjectNode>> byNode = byNode(set);
    Predicate<ObjectNode> available = available(set);
    store.edit(
        Kinds.DAEMON_SET,
        set,
        copy -> {
          int availableNodes = count(byNode, nodes, available.and(Pods::isActive));
          ObjectNode status = Json.ensureObject(copy, "status");
          status.put("observedGeneration", ObjectMeta.generation(copy));
          status.put("desiredNumberScheduled", nodes.size());
          status.put("currentNumberScheduled", count(byNode, nodes, Pods::isActive));
          status.put(
              "updatedNumberScheduled",
              count(byNode, nodes, pod -> Pods.isActive(pod) && isCurrent(pod, hash)));
          status.put(
              "numberReady", count(byNode, nodes, pod -> Pods.isActive(pod) && Pods.isReady(pod)));
          status.put("numberAvailable", availableNodes);
          status.put("numberUnavailable", nodes.size() - availableNodes);
          status.put("numberMisscheduled", 0);
        });
  }

  private static int count(
      Map<String, List<ObjectNode>> byNode, List<String> nodes, Predicate<ObjectNode> wanted) {
    return (int)
        nodes.stream()
            .filter(node -> byNode.getOrDefault(node, List.of()).stream().anyMatch(wanted))
            .count();
  }

  private Predicate<ObjectNode> available(ObjectNode set) {
    int minReadySeconds = Json.intValue(set, "spec.minReadySeconds", 0);
    Instant now = store.clock().instant();
    return pod -> Pods.isAvailable(pod, minReadySeconds, now);
  }

  private Map<String, List<ObjectNode>> byNode(ObjectNode set) {
    return PodFactory.podsOwnedBy(store, set).stream()
        .collect(Collectors.groupingBy(DaemonSetController::node));
  }

  private static boolean isCurrent(ObjectNode pod, String hash) {
    return hash.equals(ObjectMeta.labels(pod).get(HASH_LABEL));
  }

  private static String node(ObjectNode pod) {
    return Json.text(pod, "spec.nodeName");
  }
}

package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.StatusConditions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Binds each pending pod to a node, or reports why no node is suitable. */
public final class Scheduler {
  private static final String COMPONENT = "default-scheduler";

  private final ObjectStore store;
  private final EventRecorder events;

  public Scheduler(ObjectStore store, EventRecorder events) {
    this.store = store;
    this.events = events;
  }

  /** Schedules all pods that are not bound to a node. */
  public void reconcile() {
    for (ObjectNode pod : store.list(Kinds.POD)) {
      if (Json.text(pod, "spec.nodeName").isEmpty() && !Pods.isFinished(pod)) {
        schedule(pod);
      }
    }
  }

  private void schedule(ObjectNode pod) {
    List<ObjectNode> nodes = store.list(Kinds.NODE);
    Optional<String> missingClaim = new PodReferences(store).findMissingClaim(pod);
    if (missingClaim.isPresent()) {
      markUnschedulable(pod, nodes.size(), missingClaim.get());
      return;
    }
    if (hasUnboundClaim(pod)) {
      markUnschedulable(pod, nodes.size(), "pod has unbound immediate PersistentVolumeClaims");
      return;
    }
    Map<String, Integer> reasons = new TreeMap<>();
    Map<ObjectNode, Integer> podCounts = new LinkedHashMap<>();
    for (ObjectNode node : nodes) {
      List<ObjectNode> podsOnNode = podsOn(node);
      Optional<String> rejection =
          StatusConditions.isTrue(node, "Ready")
              ? node.path("spec").path("unschedulable").asBoolean(false)
                  ? Optional.of("node(s) were unschedulable")
                  : NodeFit.rejectionReason(pod, node, podsOnNode)
              : Optional.of("node(s) were not ready");
      if (rejection.isPresent()) {
        reasons.merge(rejection.get(), 1, Integer::sum);
      } else {
        podCounts.put(node, podsOnNode.size());
      }
    }
    Optional<ObjectNode> leastLoaded =
        podCounts.entrySet().stream()
            .min(Comparator.comparingInt(Map.Entry::getValue))
            .map(Map.Entry::getKey);
    if (leastLoaded.isPresent()) {
      bind(pod, ObjectMeta.name(leastLoaded.get()));
    } else {
      markUnschedulable(
          pod,
          nodes.size(),
          reasons.entrySet().stream()
              .map(reason -> reason.getValue() + " " + reason.getKey())
              .collect(Collectors.joining(", ")));
    }
  }

  private boolean hasUnboundClaim(ObjectNode pod) {
    VolumeClaims claims = new VolumeClaims(store, events);
    return Json.items(pod, "spec.volumes").stream()
        .anyMatch(volume -> claims.blocksScheduling(ObjectMeta.namespace(pod), volume));
  }

  private void bind(ObjectNode pod, String node) {
    store.edit(
        Kinds.POD,
        pod,
        copy -> {
          Json.ensureObject(copy, "spec").put("nodeName", node);
          StatusConditions.set(copy, store.clock().instant(), "PodScheduled", true, "", "");
        });
    events.normal(
        Kinds.POD,
        pod,
        COMPONENT,
        "Scheduled",
        "Successfully assigned "
            + ObjectMeta.namespace(pod)
            + "/"
            + ObjectMeta.name(pod)
            + " to "
            + node);
  }

  private void markUnschedulable(ObjectNode pod, int nodes, String reasons) {
    String message =
        nodes == 0
            ? "no nodes available to schedule pods"
            : "0/"
                + nodes
                + " nodes are available: "
                + reasons
                + ". preemption: 0/"
                + nodes
                + " nodes are available: "
                + nodes
                + " Preemption is not helpful for scheduling.";
    store.edit(
        Kinds.POD,
        pod,
        copy ->
            StatusConditions.set(
                copy, store.clock().instant(), "PodScheduled", false, "Unschedulable", message));
    events.warning(Kinds.POD, pod, COMPONENT, "FailedScheduling", message);
  }

  private List<ObjectNode> podsOn(ObjectNode node) {
    return store.list(Kinds.POD).stream()
        .filter(pod -> Json.text(pod, "spec.nodeName").equals(ObjectMeta.name(node)))
        .filter(pod -> !Pods.isFinished(pod))
        .toList();
  }
}

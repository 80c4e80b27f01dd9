package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Gives each pod a node, or says why there is none for it. */
final class Scheduler implements Controller {
  private static final String NAME = "default-scheduler";

  private final Objects objects;
  private final Events events;

  Scheduler(Objects objects, Events events) {
    this.objects = objects;
    this.events = events;
  }

  @Override
  public void reconcile() {
    for (ObjectNode pod : objects.list(Kinds.POD)) {
      if (Json.text(pod, "spec.nodeName").isEmpty() && !PodTemplate.hasEnded(pod)) {
        schedule(pod);
      }
    }
  }

  private void schedule(ObjectNode pod) {
    List<ObjectNode> nodes = objects.list(Kinds.NODE);
    Map<String, Integer> reasons = new TreeMap<>();
    Map<ObjectNode, Integer> fitting = new LinkedHashMap<>();
    for (ObjectNode node : nodes) {
      List<ObjectNode> there = podsOn(node);
      Optional<String> hindrance =
          Conditions.holds(node, "Ready")
              ? Fit.hindrance(pod, node, there)
              : Optional.of("node(s) were not ready");
      if (hindrance.isPresent()) {
        reasons.merge(hindrance.get(), 1, Integer::sum);
      } else {
        fitting.put(node, there.size());
      }
    }
    Optional<ObjectNode> emptiest =
        fitting.entrySet().stream()
            .min(Comparator.comparingInt(Map.Entry::getValue))
            .map(Map.Entry::getKey);
    if (emptiest.isPresent()) {
      bind(pod, Meta.name(emptiest.get()));
    } else {
      wait(pod, nodes.size(), reasons);
    }
  }

  private void bind(ObjectNode pod, String node) {
    objects.edit(
        Kinds.POD,
        pod,
        copy -> {
          Json.make(copy, "spec").put("nodeName", node);
          Conditions.set(copy, objects.clock().instant(), "PodScheduled", true, "", "");
        });
    events.normal(
        Kinds.POD,
        pod,
        NAME,
        "Scheduled",
        "Successfully assigned " + Meta.namespace(pod) + "/" + Meta.name(pod) + " to " + node);
  }

  private void wait(ObjectNode pod, int nodes, Map<String, Integer> reasons) {
    String message =
        nodes == 0
            ? "no nodes available to schedule pods"
            : "0/"
                + nodes
                + " nodes are available: "
                + reasons.entrySet().stream()
                    .map(reason -> reason.getValue() + " " + reason.getKey())
                    .collect(Collectors.joining(", "))
                + ".";
    objects.edit(
        Kinds.POD,
        pod,
        copy ->
            Conditions.set(
                copy, objects.clock().instant(), "PodScheduled", false, "Unschedulable", message));
    events.warning(Kinds.POD, pod, NAME, "FailedScheduling", message);
  }

  private List<ObjectNode> podsOn(ObjectNode node) {
    return objects.list(Kinds.POD).stream()
        .filter(pod -> Json.text(pod, "spec.nodeName").equals(Meta.name(node)))
        .filter(pod -> !PodTemplate.hasEnded(pod))
        .toList();
  }
}

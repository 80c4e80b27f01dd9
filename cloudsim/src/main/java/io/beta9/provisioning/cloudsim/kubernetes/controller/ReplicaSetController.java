package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.Services;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** As many pods as wanted, no more and no fewer. */
final class ReplicaSetController implements Controller {
  private final Objects objects;
  private final Events events;
  private final PodTemplate templates;

  ReplicaSetController(Objects objects, Events events, PodTemplate templates) {
    this.objects = objects;
    this.events = events;
    this.templates = templates;
  }

  @Override
  public void reconcile() {
    objects.list(Kinds.REPLICA_SET).stream()
        .filter(set -> !Meta.isDeleting(set))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode set) {
    int wanted = Json.number(set, "spec.replicas", 1);
    List<ObjectNode> pods = living(set);
    for (int i = pods.size(); i < wanted; i++) {
      Optional<ObjectNode> pod =
          templates.create(Kinds.REPLICA_SET, set, Meta.name(set) + "-" + PodTemplate.suffix());
      if (pod.isEmpty()) {
        break;
      }
      events.normal(
          Kinds.REPLICA_SET,
          set,
          "replicaset-controller",
          "SuccessfulCreate",
          "Created pod: " + Meta.name(pod.get()));
    }
    // Those that do not work go first.
    pods.stream()
        .sorted(Comparator.comparing(Services::isReady))
        .limit(Math.max(0, pods.size() - wanted))
        .forEach(pod -> objects.remove(Kinds.POD, pod));
    List<ObjectNode> now = living(set);
    int ready = (int) now.stream().filter(Services::isReady).count();
    objects.edit(
        Kinds.REPLICA_SET,
        set,
        copy -> {
          ObjectNode status = Json.make(copy, "status");
          status.put("observedGeneration", Meta.generation(copy));
          status.put("replicas", now.size()).put("fullyLabeledReplicas", now.size());
          status.put("readyReplicas", ready).put("availableReplicas", ready);
        });
  }

  private List<ObjectNode> living(ObjectNode set) {
    return PodTemplate.podsOf(objects, set).stream()
        .filter(pod -> !PodTemplate.hasEnded(pod))
        .toList();
  }
}

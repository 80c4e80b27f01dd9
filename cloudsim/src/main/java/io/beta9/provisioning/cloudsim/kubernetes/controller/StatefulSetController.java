package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.Services;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** Pods with numbers for names, one after the other. */
final class StatefulSetController implements Controller {
  private static final String HASH = "controller-revision-hash";

  private final Objects objects;
  private final PodTemplate templates;

  StatefulSetController(Objects objects, PodTemplate templates) {
    this.objects = objects;
    this.templates = templates;
  }

  @Override
  public void reconcile() {
    objects.list(Kinds.STATEFUL_SET).stream()
        .filter(set -> !Meta.isDeleting(set))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode set) {
    int wanted = Json.number(set, "spec.replicas", 1);
    String hash = PodTemplate.hash(Json.at(set, "spec.template"));
    String revision = Meta.name(set) + "-" + hash;
    List<String> names =
        IntStream.range(0, wanted).mapToObj(number -> Meta.name(set) + "-" + number).toList();
    for (ObjectNode pod : PodTemplate.podsOf(objects, set)) {
      if (!names.contains(Meta.name(pod)) || !revision.equals(Meta.labels(pod).get(HASH))) {
        objects.remove(Kinds.POD, pod);
      }
    }
    for (String name : names) {
      ObjectNode pod =
          objects
              .find(Kinds.POD, Meta.namespace(set), name)
              .or(() -> templates.create(Kinds.STATEFUL_SET, set, name))
              .orElse(null);
      if (pod == null) {
        break;
      }
      ObjectNode labelled =
          objects.edit(
              Kinds.POD, pod, copy -> Json.make(copy, "metadata.labels").put(HASH, revision));
      boolean ordered = !Json.text(set, "spec.podManagementPolicy").equals("Parallel");
      if (ordered && !Services.isReady(labelled)) {
        break;
      }
    }
    List<ObjectNode> pods = PodTemplate.podsOf(objects, set);
    int ready = (int) pods.stream().filter(Services::isReady).count();
    objects.edit(
        Kinds.STATEFUL_SET,
        set,
        copy -> {
          ObjectNode status = Json.make(copy, "status");
          status.put("observedGeneration", Meta.generation(copy));
          status.put("replicas", pods.size()).put("readyReplicas", ready);
          status.put("availableReplicas", ready).put("currentReplicas", pods.size());
          status.put("updatedReplicas", pods.size());
          status.put("currentRevision", revision).put("updateRevision", revision);
        });
  }
}

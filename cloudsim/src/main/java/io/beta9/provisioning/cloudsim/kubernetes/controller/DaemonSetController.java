package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.Services;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One pod on each node that fits. */
final class DaemonSetController implements Controller {
  private static final String HASH = "controller-revision-hash";

  private final Objects objects;
  private final PodTemplate templates;

  DaemonSetController(Objects objects, PodTemplate templates) {
    this.objects = objects;
    this.templates = templates;
  }

  @Override
  public void reconcile() {
    objects.list(Kinds.DAEMON_SET).stream()
        .filter(set -> !Meta.isDeleting(set))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode set) {
    JsonNode podSpec = Json.at(set, "spec.template.spec");
    String hash = PodTemplate.hash(Json.at(set, "spec.template"));
    List<String> nodes =
        objects.list(Kinds.NODE).stream()
            .filter(node -> Fit.selects(podSpec, node))
            .map(Meta::name)
            .toList();
    for (ObjectNode pod : PodTemplate.podsOf(objects, set)) {
      boolean current = hash.equals(Meta.labels(pod).get(HASH));
      if (!current || !nodes.contains(Json.text(pod, "spec.nodeName"))) {
        objects.remove(Kinds.POD, pod);
      }
    }
    List<String> served =
        PodTemplate.podsOf(objects, set).stream()
            .map(pod -> Json.text(pod, "spec.nodeName"))
            .toList();
    for (String node : nodes) {
      if (!served.contains(node)) {
        templates
            .create(Kinds.DAEMON_SET, set, Meta.name(set) + "-" + PodTemplate.suffix())
            .ifPresent(
                pod ->
                    objects.edit(
                        Kinds.POD,
                        pod,
                        copy -> {
                          Json.make(copy, "metadata.labels").put(HASH, hash);
                          Json.make(copy, "spec").put("nodeName", node);
                        }));
      }
    }
    List<ObjectNode> pods = PodTemplate.podsOf(objects, set);
    int ready = (int) pods.stream().filter(Services::isReady).count();
    objects.edit(
        Kinds.DAEMON_SET,
        set,
        copy -> {
          ObjectNode status = Json.make(copy, "status");
          status.put("observedGeneration", Meta.generation(copy));
          status.put("desiredNumberScheduled", nodes.size());
          status.put("currentNumberScheduled", pods.size());
          status.put("updatedNumberScheduled", pods.size());
          status.put("numberReady", ready).put("numberAvailable", ready);
          status.put("numberUnavailable", nodes.size() - ready).put("numberMisscheduled", 0);
        });
  }
}

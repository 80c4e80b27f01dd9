package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** One ReplicaSet per pod template; the old ones go when the new one is ready. */
final class DeploymentController implements Controller {
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String HASH = "pod-template-hash";

  private final Objects objects;
  private final Events events;

  DeploymentController(Objects objects, Events events) {
    this.objects = objects;
    this.events = events;
  }

  @Override
  public void reconcile() {
    objects.list(Kinds.DEPLOYMENT).stream()
        .filter(deployment -> !Meta.isDeleting(deployment))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode deployment) {
    int wanted = Json.number(deployment, "spec.replicas", 1);
    List<ObjectNode> owned =
        objects.list(Kinds.REPLICA_SET, Meta.namespace(deployment)).stream()
            .filter(set -> Meta.isControlledBy(set, deployment))
            .toList();
    String hash = PodTemplate.hash(Json.at(deployment, "spec.template"));
    String name = Meta.name(deployment) + "-" + hash;
    List<ObjectNode> old = owned.stream().filter(set -> !Meta.name(set).equals(name)).toList();
    boolean oldRuns = old.stream().anyMatch(set -> Json.number(set, "status.replicas", 0) > 0);
    boolean recreate = Json.text(deployment, "spec.strategy.type").equals("Recreate");
    if (recreate && oldRuns) {
      old.forEach(set -> scale(set, 0));
      return;
    }
    ObjectNode current =
        owned.stream()
            .filter(set -> Meta.name(set).equals(name))
            .findFirst()
            .orElseGet(() -> create(deployment, name, hash, wanted));
    number(deployment, current, old);
    current = scale(current, wanted);
    int ready = Json.number(current, "status.readyReplicas", 0);
    if (ready >= wanted && Json.number(current, "status.replicas", 0) == wanted) {
      old.forEach(set -> scale(set, 0));
    }
    status(deployment, current, old, wanted);
  }

  private ObjectNode create(ObjectNode deployment, String name, String hash, int replicas) {
    ObjectNode set = Json.object();
    ObjectNode meta = set.putObject("metadata");
    meta.put("name", name).put("namespace", Meta.namespace(deployment));
    meta.set("labels", Json.at(deployment, "spec.template.metadata.labels").deepCopy());
    Json.make(set, "metadata.labels").put(HASH, hash);
    Meta.control(set, Kinds.DEPLOYMENT, deployment);
    ObjectNode spec = set.putObject("spec");
    spec.put("replicas", replicas);
    spec.set("selector", Json.at(deployment, "spec.selector").deepCopy());
    Json.make(spec, "selector.matchLabels").put(HASH, hash);
    spec.set("template", Json.at(deployment, "spec.template").deepCopy());
    Json.make(spec, "template.metadata.labels").put(HASH, hash);
    set.putObject("status").put("replicas", 0);
    events.normal(
        Kinds.DEPLOYMENT,
        deployment,
        "deployment-controller",
        "ScalingReplicaSet",
        "Scaled up replica set " + name + " to " + replicas);
    return objects.create(Kinds.REPLICA_SET, set);
  }

  private void number(ObjectNode deployment, ObjectNode current, List<ObjectNode> old) {
    int newest = old.stream().mapToInt(DeploymentController::revisionOf).max().orElse(0);
    int revision = Math.max(revisionOf(current), newest + 1);
    for (ObjectNode object : List.of(current, deployment)) {
      objects.edit(
          object == current ? Kinds.REPLICA_SET : Kinds.DEPLOYMENT,
          object,
          copy -> Json.make(copy, "metadata.annotations").put(REVISION, String.valueOf(revision)));
    }
  }

  private static int revisionOf(ObjectNode set) {
    return Json.at(set, "metadata.annotations").path(REVISION).asInt(0);
  }

  private ObjectNode scale(ObjectNode set, int replicas) {
    return objects.edit(
        Kinds.REPLICA_SET,
        set,
        copy -> {
          if (Json.number(copy, "spec.replicas", 1) != replicas) {
            Json.make(copy, "spec").put("replicas", replicas);
            Json.make(copy, "metadata").put("generation", Meta.generation(copy) + 1);
          }
        });
  }

  private void status(ObjectNode deployment, ObjectNode current, List<ObjectNode> old, int wanted) {
    int updated = Json.number(current, "status.replicas", 0);
    int ready = Json.number(current, "status.readyReplicas", 0);
    int oldReady = old.stream().mapToInt(set -> Json.number(set, "status.readyReplicas", 0)).sum();
    int oldAll = old.stream().mapToInt(set -> Json.number(set, "status.replicas", 0)).sum();
    Instant now = objects.clock().instant();
    boolean available = ready + oldReady >= wanted - (wanted > 3 ? wanted / 4 : 0);
    boolean complete = ready >= wanted && updated == wanted && oldAll == 0;
    boolean late = !complete && isLate(deployment, current, now);
    objects.edit(
        Kinds.DEPLOYMENT,
        deployment,
        copy -> {
          ObjectNode status = Json.make(copy, "status");
          status.put("observedGeneration", Meta.generation(copy));
          status.put("replicas", updated + oldAll).put("updatedReplicas", updated);
          status.put("readyReplicas", ready + oldReady);
          status.put("availableReplicas", ready + oldReady);
          status.put("unavailableReplicas", Math.max(0, wanted - ready - oldReady));
          Conditions.set(
              copy,
              now,
              "Available",
              available,
              available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
              available
                  ? "Deployment has minimum availability."
                  : "Deployment does not have minimum availability.");
          Conditions.set(
              copy,
              now,
              "Progressing",
              !late,
              complete
                  ? "NewReplicaSetAvailable"
                  : late ? "ProgressDeadlineExceeded" : "ReplicaSetUpdated",
              "ReplicaSet \""
                  + Meta.name(current)
                  + (complete
                      ? "\" has successfully progressed."
                      : late ? "\" has timed out progressing." : "\" is progressing."));
        });
  }

  private static boolean isLate(ObjectNode deployment, ObjectNode current, Instant now) {
    int deadline = Json.number(deployment, "spec.progressDeadlineSeconds", 600);
    Instant since = Instant.parse(Json.text(current, "metadata.creationTimestamp"));
    return now.isAfter(since.plus(Duration.ofSeconds(deadline)));
  }
}

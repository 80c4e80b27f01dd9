package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.StatusConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maintains one ReplicaSet for the current pod template of each Deployment, and scales the
 * ReplicaSets of older templates to zero when the current one is ready.
 */
final class DeploymentController implements Controller {
  private static final String REVISION_ANNOTATION = "deployment.kubernetes.io/revision";
  static final String HASH_LABEL = "pod-template-hash";

  private final ObjectStore store;
  private final EventRecorder events;

  DeploymentController(ObjectStore store, EventRecorder events) {
    this.store = store;
    this.events = events;
  }

  @Override
  public void reconcile() {
    store.list(Kinds.DEPLOYMENT).stream()
        .filter(deployment -> !ObjectMeta.isDeleting(deployment))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode deployment) {
    int desired = Json.intValue(deployment, "spec.replicas", 1);
    List<ObjectNode> owned =
        store.list(Kinds.REPLICA_SET, ObjectMeta.namespace(deployment)).stream()
            .filter(set -> ObjectMeta.isControlledBy(set, deployment))
            .toList();
    String hash = PodFactory.templateHash(Json.at(deployment, "spec.template"));
    String name = ObjectMeta.name(deployment) + "-" + hash;
    List<ObjectNode> old =
        owned.stream().filter(set -> !ObjectMeta.name(set).equals(name)).toList();
    boolean oldPodsRun = old.stream().anyMatch(set -> Json.intValue(set, "status.replicas", 0) > 0);
    boolean recreate = Json.text(deployment, "spec.strategy.type").equals("Recreate");
    if (recreate && oldPodsRun) {
      old.forEach(set -> scale(set, 0));
      return;
    }
    ObjectNode current =
        owned.stream()
            .filter(set -> ObjectMeta.name(set).equals(name))
            .findFirst()
            .orElseGet(() -> createReplicaSet(deployment, name, hash, desired));
    updateRevision(deployment, current, old);
    current = scale(current, desired);
    int ready = Json.intValue(current, "status.readyReplicas", 0);
    if (ready >= desired && Json.intValue(current, "status.replicas", 0) == desired) {
      old.forEach(set -> scale(set, 0));
    }
    updateStatus(deployment, current, old, desired);
  }

  private ObjectNode createReplicaSet(
      ObjectNode deployment, String name, String hash, int replicas) {
    ObjectNode set = Json.object();
    ObjectNode meta = set.putObject("metadata");
    meta.put("name", name).put("namespace", ObjectMeta.namespace(deployment));
    meta.set("labels", Json.at(deployment, "spec.template.metadata.labels").deepCopy());
    Json.ensureObject(set, "metadata.labels").put(HASH_LABEL, hash);
    ObjectMeta.setController(set, Kinds.DEPLOYMENT, deployment);
    ObjectNode spec = set.putObject("spec");
    spec.put("replicas", replicas);
    spec.set("selector", Json.at(deployment, "spec.selector").deepCopy());
    Json.ensureObject(spec, "selector.matchLabels").put(HASH_LABEL, hash);
    spec.set("template", Json.at(deployment, "spec.template").deepCopy());
    Json.ensureObject(spec, "template.metadata.labels").put(HASH_LABEL, hash);
    set.putObject("status").put("replicas", 0);
    events.normal(
        Kinds.DEPLOYMENT,
        deployment,
        "deployment-controller",
        "ScalingReplicaSet",
        "Scaled up replica set " + name + " to " + replicas);
    return store.create(Kinds.REPLICA_SET, set);
  }

  private void updateRevision(ObjectNode deployment, ObjectNode current, List<ObjectNode> old) {
    int newest = old.stream().mapToInt(DeploymentController::revision).max().orElse(0);
    int revision = Math.max(revision(current), newest + 1);
    for (ObjectNode object : List.of(current, deployment)) {
      store.edit(
          object == current ? Kinds.REPLICA_SET : Kinds.DEPLOYMENT,
          object,
          copy ->
              Json.ensureObject(copy, "metadata.annotations")
                  .put(REVISION_ANNOTATION, String.valueOf(revision)));
    }
  }

  private static int revision(ObjectNode set) {
    return Json.at(set, "metadata.annotations").path(REVISION_ANNOTATION).asInt(0);
  }

  private ObjectNode scale(ObjectNode set, int replicas) {
    return store.edit(
        Kinds.REPLICA_SET,
        set,
        copy -> {
          if (Json.intValue(copy, "spec.replicas", 1) != replicas) {
            Json.ensureObject(copy, "spec").put("replicas", replicas);
            Json.ensureObject(copy, "metadata").put("generation", ObjectMeta.generation(copy) + 1);
          }
        });
  }

  private void updateStatus(
      ObjectNode deployment, ObjectNode current, List<ObjectNode> old, int desired) {
    int updated = Json.intValue(current, "status.replicas", 0);
    int ready = Json.intValue(current, "status.readyReplicas", 0);
    int oldReady =
        old.stream().mapToInt(set -> Json.intValue(set, "status.readyReplicas", 0)).sum();
    int oldReplicas = old.stream().mapToInt(set -> Json.intValue(set, "status.replicas", 0)).sum();
    Instant now = store.clock().instant();
    boolean available = ready + oldReady >= desired - (desired > 3 ? desired / 4 : 0);
    boolean complete = ready >= desired && updated == desired && oldReplicas == 0;
    boolean timedOut = !complete && hasExceededDeadline(deployment, current, now);
    store.edit(
        Kinds.DEPLOYMENT,
        deployment,
        copy -> {
          ObjectNode status = Json.ensureObject(copy, "status");
          status.put("observedGeneration", ObjectMeta.generation(copy));
          status.put("replicas", updated + oldReplicas).put("updatedReplicas", updated);
          status.put("readyReplicas", ready + oldReady);
          status.put("availableReplicas", ready + oldReady);
          status.put("unavailableReplicas", Math.max(0, desired - ready - oldReady));
          StatusConditions.set(
              copy,
              now,
              "Available",
              available,
              available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
              available
                  ? "Deployment has minimum availability."
                  : "Deployment does not have minimum availability.");
          StatusConditions.set(
              copy,
              now,
              "Progressing",
              !timedOut,
              complete
                  ? "NewReplicaSetAvailable"
                  : timedOut ? "ProgressDeadlineExceeded" : "ReplicaSetUpdated",
              "ReplicaSet \""
                  + ObjectMeta.name(current)
                  + (complete
                      ? "\" has successfully progressed."
                      : timedOut ? "\" has timed out progressing." : "\" is progressing."));
        });
  }

  private static boolean hasExceededDeadline(
      ObjectNode deployment, ObjectNode current, Instant now) {
    int deadline = Json.intValue(deployment, "spec.progressDeadlineSeconds", 600);
    Instant since = Instant.parse(Json.text(current, "metadata.creationTimestamp"));
    return now.isAfter(since.plus(Duration.ofSeconds(deadline)));
  }
}

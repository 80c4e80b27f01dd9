package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maintains one ReplicaSet for the current pod template of each Deployment, and replaces the pods
 * of older templates by the Deployment's strategy.
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
    List<ObjectNode> owned =
        store.list(Kinds.REPLICA_SET, ObjectMeta.namespace(deployment)).stream()
            .filter(set -> ObjectMeta.isControlledBy(set, deployment))
            .toList();
    String hash = PodFactory.templateHash(Json.at(deployment, "spec.template"));
    String name = ObjectMeta.name(deployment) + "-" + hash;
    List<ObjectNode> old =
        owned.stream()
            .filter(set -> !ObjectMeta.name(set).equals(name))
            .sorted(Comparator.comparingInt(DeploymentController::revision))
            .toList();
    Optional<ObjectNode> current =
        owned.stream().filter(set -> ObjectMeta.name(set).equals(name)).findFirst();
    if (!Json.at(deployment, "spec.paused").asBoolean(false)) {
      if (Json.text(deployment, "spec.strategy.type").equals("Recreate")) {
        current = recreate(deployment, name, hash, current, old);
      } else {
        current = Optional.of(roll(deployment, name, hash, current, old));
      }
    }
    DeploymentStatus status =
        new DeploymentStatus(
            current.map(this::latest),
            old.stream().map(this::latest).toList(),
            store.clock().instant());
    store.edit(Kinds.DEPLOYMENT, deployment, status::write);
  }

  /** Starts the new pods when the last old one is gone, including those that are terminating. */
  private Optional<ObjectNode> recreate(
      ObjectNode deployment,
      String name,
      String hash,
      Optional<ObjectNode> current,
      List<ObjectNode> old) {
    old.forEach(set -> scale(set, 0));
    boolean oldPodsRun =
        old.stream()
            .flatMap(set -> PodFactory.podsOwnedBy(store, set).stream())
            .anyMatch(pod -> !Pods.isFinished(pod));
    int desired = Json.intValue(deployment, "spec.replicas", 1);
    if (oldPodsRun) {
      return current;
    }
    ObjectNode created = current.orElseGet(() -> createReplicaSet(deployment, name, hash, desired));
    updateRevision(deployment, created, old);
    return Optional.of(scale(created, desired));
  }

  private ObjectNode roll(
      ObjectNode deployment,
      String name,
      String hash,
      Optional<ObjectNode> existing,
      List<ObjectNode> old) {
    RollingUpdate rolling = RollingUpdate.of(deployment);
    int oldTotal = old.stream().mapToInt(set -> Json.intValue(set, "spec.replicas", 1)).sum();
    ObjectNode current =
        existing.orElseGet(
            () -> createReplicaSet(deployment, name, hash, rolling.newSize(0, oldTotal)));
    updateRevision(deployment, current, old);
    current = copyAnnotations(deployment, current);
    int size = Json.intValue(current, "spec.replicas", 1);
    current = scale(current, rolling.newSize(size, size + oldTotal));
    List<Integer> oldSizes =
        rolling.oldSizes(
            RollingUpdate.SetSize.of(latest(current)),
            old.stream().map(set -> RollingUpdate.SetSize.of(latest(set))).toList());
    for (int i = 0; i < old.size(); i++) {
      scale(old.get(i), oldSizes.get(i));
    }
    return current;
  }

  private ObjectNode copyAnnotations(ObjectNode deployment, ObjectNode set) {
    return store.edit(
        Kinds.REPLICA_SET,
        set,
        copy ->
            Json.stringMap(Json.at(deployment, "metadata.annotations"))
                .forEach(
                    (name, value) -> {
                      if (!name.equals(REVISION_ANNOTATION)) {
                        Json.ensureObject(copy, "metadata.annotations").put(name, value);
                      }
                    }));
  }

  private ObjectNode latest(ObjectNode set) {
    return store
        .find(Kinds.REPLICA_SET, ObjectMeta.namespace(set), ObjectMeta.name(set))
        .orElse(set);
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
}

package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.StatusConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the status of a Deployment: the counts of its pods, and its conditions. */
record DeploymentStatus(Optional<ObjectNode> current, List<ObjectNode> old, Instant now) {
  private static final String REPLICA_FAILURE = "ReplicaFailure";
  private static final String PROGRESSING = "Progressing";
  private static final String COMPLETE = "NewReplicaSetAvailable";
  private static final String TIMED_OUT = "ProgressDeadlineExceeded";

  void write(ObjectNode deployment) {
    RollingUpdate limits = RollingUpdate.of(deployment);
    JsonNode before = deployment.path("status").deepCopy();
    int updated = current.map(set -> Json.intValue(set, "status.replicas", 0)).orElse(0);
    int replicas = sum("status.replicas");
    int available = sum("status.availableReplicas");
    ObjectNode status = Json.ensureObject(deployment, "status");
    status.put("observedGeneration", ObjectMeta.generation(deployment));
    status.put("replicas", replicas).put("updatedReplicas", updated);
    status.put("readyReplicas", sum("status.readyReplicas")).put("availableReplicas", available);
    status.put("unavailableReplicas", Math.max(0, sum("spec.replicas") - available));
    writeAvailable(deployment, available >= limits.desired() - limits.maxUnavailable());
    boolean complete = updated == limits.desired() && replicas == updated && available == updated;
    writeProgressing(deployment, complete, hasProgressed(before, status));
    writeReplicaFailure(deployment);
  }

  private void writeAvailable(ObjectNode deployment, boolean available) {
    StatusConditions.set(
        deployment,
        now,
        "Available",
        available,
        available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        available
            ? "Deployment has minimum availability."
            : "Deployment does not have minimum availability.");
  }

  private void writeProgressing(ObjectNode deployment, boolean complete, boolean progressed) {
    Optional<ObjectNode> condition = StatusConditions.find(deployment, PROGRESSING);
    String name = current.map(ObjectMeta::name).orElse("");
    String reason = condition.map(found -> found.path("reason").asString("")).orElse("");
    boolean sameSet =
        condition
            .map(found -> found.path("message").asString("").contains("\"" + name + "\""))
            .orElse(false);
    if (complete) {
      if (!reason.equals(COMPLETE) || !sameSet) {
        setProgressing(deployment, true, COMPLETE, name, "has successfully progressed.");
      }
    } else if (condition.isEmpty() || !sameSet) {
      setProgressing(deployment, true, "NewReplicaSetCreated", name, "is progressing.");
    } else if (progressed && !reason.equals(COMPLETE)) {
      setProgressing(deployment, true, "ReplicaSetUpdated", name, "is progressing.");
    } else if (!reason.equals(COMPLETE)
        && !reason.equals(TIMED_OUT)
        && isOverdue(deployment, condition.get())) {
      setProgressing(deployment, false, TIMED_OUT, name, "has timed out progressing.");
    }
  }

  private void setProgressing(
      ObjectNode deployment, boolean holds, String reason, String name, String text) {
    StatusConditions.set(
        deployment, now, PROGRESSING, holds, reason, "ReplicaSet \"" + name + "\" " + text);
    StatusConditions.find(deployment, PROGRESSING)
        .ifPresent(condition -> condition.put("lastUpdateTime", Json.formatTime(now)));
  }

  private boolean isOverdue(ObjectNode deployment, JsonNode condition) {
    int deadline = Json.intValue(deployment, "spec.progressDeadlineSeconds", 600);
    Instant since = Instant.parse(condition.path("lastUpdateTime").asString(""));
    return now.isAfter(since.plus(Duration.ofSeconds(deadline)));
  }

  private static boolean hasProgressed(JsonNode before, JsonNode after) {
    return after.path("updatedReplicas").asInt(0) > before.path("updatedReplicas").asInt(0)
        || oldPods(after) < oldPods(before)
        || after.path("readyReplicas").asInt(0) > before.path("readyReplicas").asInt(0)
        || after.path("availableReplicas").asInt(0) > before.path("availableReplicas").asInt(0);
  }

  private static int oldPods(JsonNode status) {
    return status.path("replicas").asInt(0) - status.path("updatedReplicas").asInt(0);
  }

  private void writeReplicaFailure(ObjectNode deployment) {
    Optional<ObjectNode> failure =
        Stream.concat(current.stream(), old.stream())
            .flatMap(set -> StatusConditions.find(set, REPLICA_FAILURE).stream())
            .findFirst();
    if (failure.isPresent()) {
      StatusConditions.set(
          deployment,
          now,
          REPLICA_FAILURE,
          true,
          failure.get().path("reason").asString(""),
          failure.get().path("message").asString(""));
    } else {
      StatusConditions.remove(deployment, REPLICA_FAILURE);
    }
  }

  private int sum(String path) {
    return Stream.concat(current.stream(), old.stream())
        .mapToInt(set -> Json.intValue(set, path, 0))
        .sum();
  }
}

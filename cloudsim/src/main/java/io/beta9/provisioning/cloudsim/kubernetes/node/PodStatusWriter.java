package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.StatusConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the status of a pod as a kubelet does. */
final class PodStatusWriter {
  private static final int[] RESTART_DELAYS_SECONDS = {10, 20, 40, 80, 160, 300};

  private PodStatusWriter() {}

  /** Sets the start time and the address of a pod that the kubelet has not accepted before. */
  static void setAccepted(ObjectNode pod, Instant now) {
    ObjectNode status = Json.ensureObject(pod, "status");
    if (status.has("startTime")) {
      return;
    }
    int index = Math.floorMod(ObjectMeta.uid(pod).hashCode(), 64 * 250);
    String address = "10.42." + (64 + index / 250) + "." + (index % 250 + 2);
    status.put("startTime", Json.formatTime(now)).put("podIP", address).put("hostIP", "10.42.64.1");
    status.putArray("podIPs").addObject().put("ip", address);
    StatusConditions.set(pod, now, "PodScheduled", true, "", "");
    StatusConditions.set(pod, now, "Initialized", true, "", "");
  }

  static void setWaiting(ObjectNode pod, Instant now, String reason, String message) {
    Json.ensureObject(pod, "status").put("phase", "Pending");
    setReady(pod, now, false);
    for (ObjectNode container : containerStatuses(pod)) {
      ObjectNode waiting = Json.object().put("reason", reason);
      if (!message.isEmpty()) {
        waiting.put("message", message);
      }
      container.put("ready", false).put("started", false).put("restartCount", 0);
      container.putObject("state").set("waiting", waiting);
    }
  }

  static void setRunning(ObjectNode pod, Instant now) {
    Json.ensureObject(pod, "status").put("phase", "Running");
    setReady(pod, now, true);
    for (ObjectNode container : containerStatuses(pod)) {
      container.put("ready", true).put("started", true);
      if (!container.has("restartCount")) {
        container.put("restartCount", 0);
      }
      if (!container.path("state").has("running")) {
        container.putObject("state").putObject("running").put("startedAt", Json.formatTime(now));
      }
    }
  }

  static void setCrashLooping(ObjectNode pod, Instant now, int exitCode) {
    Json.ensureObject(pod, "status").put("phase", "Running");
    setReady(pod, now, false);
    Duration age = Duration.between(Instant.parse(Json.text(pod, "status.startTime")), now);
    int restarts = 1;
    int delaySeconds = RESTART_DELAYS_SECONDS[0];
    long remainingSeconds = age.toSeconds() - delaySeconds;
    while (remainingSeconds >= 0) {
      delaySeconds = RESTART_DELAYS_SECONDS[Math.min(restarts, RESTART_DELAYS_SECONDS.length - 1)];
      restarts++;
      remainingSeconds -= delaySeconds;
    }
    for (ObjectNode container : containerStatuses(pod)) {
      container.put("ready", false).put("started", false).put("restartCount", restarts);
      container
          .putObject("state")
          .putObject("waiting")
          .put("reason", "CrashLoopBackOff")
          .put(
              "message",
              "back-off "
                  + delaySeconds
                  + "s restarting failed container="
                  + container.path("name").asString("")
                  + " pod="
                  + ObjectMeta.name(pod)
                  + "_"
                  + ObjectMeta.namespace(pod)
                  + "("
                  + ObjectMeta.uid(pod)
                  + ")");
      container
          .putObject("lastState")
          .putObject("terminated")
          .put("exitCode", exitCode)
          .put("reason", "Error");
    }
  }

  static void setTerminated(ObjectNode pod, Instant now, int exitCode) {
    Json.ensureObject(pod, "status").put("phase", exitCode == 0 ? "Succeeded" : "Failed");
    setReady(pod, now, false);
    for (ObjectNode container : containerStatuses(pod)) {
      container.put("ready", false).put("started", false).put("restartCount", 0);
      container
          .putObject("state")
          .putObject("terminated")
          .put("exitCode", exitCode)
          .put("reason", exitCode == 0 ? "Completed" : "Error")
          .put("finishedAt", Json.formatTime(now));
    }
  }

  private static void setReady(ObjectNode pod, Instant now, boolean ready) {
    String reason = ready ? "" : "ContainersNotReady";
    StatusConditions.set(pod, now, "ContainersReady", ready, reason, "");
    StatusConditions.set(pod, now, "Ready", ready, reason, "");
  }

  /** Returns the status of each container, and creates the statuses if there are none. */
  private static List<ObjectNode> containerStatuses(ObjectNode pod) {
    ObjectNode status = Json.ensureObject(pod, "status");
    ArrayNode statuses =
        status.get("containerStatuses") instanceof ArrayNode array
            ? array
            : status.putArray("containerStatuses");
    if (statuses.isEmpty()) {
      for (JsonNode container : Json.items(pod, "spec.containers")) {
        String image = container.path("image").asString("");
        ObjectNode created = statuses.addObject();
        created.put("name", container.path("name").asString("")).put("image", image);
        created.put("imageID", image);
        created.putObject("lastState");
      }
    }
    return Json.objectItems(pod, "status.containerStatuses");
  }
}

package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the status of a pod as a kubelet would. */
final class PodStatus {
  private static final int[] PAUSES = {10, 20, 40, 80, 160, 300};

  private PodStatus() {}

  /** A kubelet has seen the pod: it has a start time and an address. */
  static void accept(ObjectNode pod, Instant now) {
    ObjectNode status = Json.make(pod, "status");
    if (status.has("startTime")) {
      return;
    }
    int number = Math.floorMod(Meta.uid(pod).hashCode(), 64 * 250);
    String address = "10.42." + (64 + number / 250) + "." + (number % 250 + 2);
    status.put("startTime", Json.time(now)).put("podIP", address).put("hostIP", "10.42.64.1");
    status.putArray("podIPs").addObject().put("ip", address);
    Conditions.set(pod, now, "PodScheduled", true, "", "");
    Conditions.set(pod, now, "Initialized", true, "", "");
  }

  static void waiting(ObjectNode pod, Instant now, String reason, String message) {
    Json.make(pod, "status").put("phase", "Pending");
    ready(pod, now, false);
    for (ObjectNode container : containers(pod)) {
      ObjectNode waiting = Json.object().put("reason", reason);
      if (!message.isEmpty()) {
        waiting.put("message", message);
      }
      container.put("ready", false).put("started", false).put("restartCount", 0);
      container.putObject("state").set("waiting", waiting);
    }
  }

  static void running(ObjectNode pod, Instant now) {
    Json.make(pod, "status").put("phase", "Running");
    ready(pod, now, true);
    for (ObjectNode container : containers(pod)) {
      container.put("ready", true).put("started", true);
      if (!container.has("restartCount")) {
        container.put("restartCount", 0);
      }
      if (!container.path("state").has("running")) {
        container.putObject("state").putObject("running").put("startedAt", Json.time(now));
      }
    }
  }

  static void crashing(ObjectNode pod, Instant now, int exitCode) {
    Json.make(pod, "status").put("phase", "Running");
    ready(pod, now, false);
    Duration since = Duration.between(Instant.parse(Json.text(pod, "status.startTime")), now);
    int restarts = 1;
    int pause = PAUSES[0];
    long left = since.toSeconds() - pause;
    while (left >= 0) {
      pause = PAUSES[Math.min(restarts, PAUSES.length - 1)];
      restarts++;
      left -= pause;
    }
    for (ObjectNode container : containers(pod)) {
      container.put("ready", false).put("started", false).put("restartCount", restarts);
      container
          .putObject("state")
          .putObject("waiting")
          .put("reason", "CrashLoopBackOff")
          .put(
              "message",
              "back-off "
                  + pause
                  + "s restarting failed container="
                  + container.path("name").asString("")
                  + " pod="
                  + Meta.name(pod)
                  + "_"
                  + Meta.namespace(pod)
                  + "("
                  + Meta.uid(pod)
                  + ")");
      container
          .putObject("lastState")
          .putObject("terminated")
          .put("exitCode", exitCode)
          .put("reason", "Error");
    }
  }

  static void ended(ObjectNode pod, Instant now, int exitCode) {
    Json.make(pod, "status").put("phase", exitCode == 0 ? "Succeeded" : "Failed");
    ready(pod, now, false);
    for (ObjectNode container : containers(pod)) {
      container.put("ready", false).put("started", false).put("restartCount", 0);
      container
          .putObject("state")
          .putObject("terminated")
          .put("exitCode", exitCode)
          .put("reason", exitCode == 0 ? "Completed" : "Error")
          .put("finishedAt", Json.time(now));
    }
  }

  private static void ready(ObjectNode pod, Instant now, boolean ready) {
    String reason = ready ? "" : "ContainersNotReady";
    Conditions.set(pod, now, "ContainersReady", ready, reason, "");
    Conditions.set(pod, now, "Ready", ready, reason, "");
  }

  /** One status for each container, made where there is none. */
  private static List<ObjectNode> containers(ObjectNode pod) {
    ObjectNode status = Json.make(pod, "status");
    ArrayNode statuses =
        status.get("containerStatuses") instanceof ArrayNode array
            ? array
            : status.putArray("containerStatuses");
    if (statuses.isEmpty()) {
      for (JsonNode container : Json.items(pod, "spec.containers")) {
        String image = container.path("image").asString("");
        ObjectNode made = statuses.addObject();
        made.put("name", container.path("name").asString("")).put("image", image);
        made.put("imageID", image);
        made.putObject("lastState");
      }
    }
    return Json.objects(pod, "status.containerStatuses");
  }
}

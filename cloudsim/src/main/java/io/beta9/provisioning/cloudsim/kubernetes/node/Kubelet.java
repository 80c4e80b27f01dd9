package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.kubernetes.node.PodPrograms.Outcome;
import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Starts the pods that are bound to a node, or reports why they cannot start, and stops those that
 * are being deleted. Supports three faults: {@code image-pull}, by image, and by workload name
 * {@code pods-crash} and {@code pods-ignore-sigterm}, which are only killed at the end of their
 * grace period.
 */
public final class Kubelet {
  private final ObjectStore store;
  private final EventRecorder events;
  private final PodReferences references;
  private final PodPrograms programs;
  private final Cloud cloud;

  public Kubelet(ObjectStore store, EventRecorder events, PodPrograms programs, Cloud cloud) {
    this.store = store;
    this.events = events;
    this.references = new PodReferences(store);
    this.programs = programs;
    this.cloud = cloud;
  }

  /** Updates the status of all pods that are bound to a node and not finished. */
  public void reconcile() {
    for (ObjectNode pod : store.list(Kinds.POD)) {
      if (Json.text(pod, "spec.nodeName").isEmpty()) {
        continue;
      }
      if (ObjectMeta.isDeleting(pod)) {
        stop(pod);
      } else if (!Pods.isFinished(pod)) {
        reconcilePod(pod);
      }
    }
  }

  private void stop(ObjectNode pod) {
    Instant end = Instant.parse(Json.text(pod, "metadata.deletionTimestamp"));
    Duration grace =
        Duration.ofSeconds(Json.intValue(pod, "metadata.deletionGracePeriodSeconds", 0));
    boolean ignoresSignal =
        cloud.conditions().find("pods-ignore-sigterm", workloadName(pod)).isPresent();
    Instant exit = end.minus(grace).plus(cloud.latency("k8s:pod-termination"));
    if (!store.clock().instant().isBefore(ignoresSignal || exit.isAfter(end) ? end : exit)) {
      store.remove(Kinds.POD, pod);
    }
  }

  private void reconcilePod(ObjectNode pod) {
    Instant now = store.clock().instant();
    ObjectNode accepted =
        store.edit(Kinds.POD, pod, copy -> PodStatusWriter.setAccepted(copy, now));
    boolean started = Json.text(accepted, "status.phase").equals("Running");
    if (!started) {
      Optional<StartupError> error =
          references.findMissing(accepted).or(() -> findImagePullError(accepted));
      if (error.isPresent()) {
        reportStartupError(accepted, error.get());
        return;
      }
      Instant since = Instant.parse(Json.text(accepted, "status.startTime"));
      Duration latency = cloud.latency("k8s:pod");
      if (now.isBefore(since.plus(latency))) {
        store.edit(
            Kinds.POD,
            accepted,
            copy -> PodStatusWriter.setWaiting(copy, now, "ContainerCreating", ""));
        return;
      }
    }
    applyOutcome(accepted, now);
  }

  private void applyOutcome(ObjectNode pod, Instant now) {
    switch (outcome(pod)) {
      case Outcome.Runs() -> {
        store.edit(Kinds.POD, pod, copy -> PodStatusWriter.setRunning(copy, now));
        recordStart(pod);
      }
      case Outcome.Completes() -> {
        recordStart(pod);
        store.edit(Kinds.POD, pod, copy -> PodStatusWriter.setTerminated(copy, now, 0));
      }
      case Outcome.Crashes(int exitCode) -> {
        recordStart(pod);
        if (Json.text(pod, "spec.restartPolicy").equals("Always")) {
          reportCrash(pod, now, exitCode);
        } else {
          store.edit(Kinds.POD, pod, copy -> PodStatusWriter.setTerminated(copy, now, exitCode));
        }
      }
    }
  }

  private Outcome outcome(ObjectNode pod) {
    if (cloud.conditions().find("pods-crash", workloadName(pod)).isPresent()) {
      return new Outcome.Crashes(1);
    }
    return programs.outcome(pod);
  }

  private void reportCrash(ObjectNode pod, Instant now, int exitCode) {
    store.edit(Kinds.POD, pod, copy -> PodStatusWriter.setCrashLooping(copy, now, exitCode));
    for (JsonNode container : Json.items(pod, "spec.containers")) {
      events.warning(
          Kinds.POD,
          pod,
          "kubelet",
          "BackOff",
          "Back-off restarting failed container "
              + container.path("name").asString("")
              + " in pod "
              + ObjectMeta.name(pod)
              + "_"
              + ObjectMeta.namespace(pod)
              + "("
              + ObjectMeta.uid(pod)
              + ")");
    }
  }

  private void reportStartupError(ObjectNode pod, StartupError error) {
    Instant now = store.clock().instant();
    store.edit(
        Kinds.POD,
        pod,
        copy -> PodStatusWriter.setWaiting(copy, now, error.reason(), error.message()));
    events.warning(Kinds.POD, pod, "kubelet", error.eventReason(), error.eventMessage());
  }

  private Optional<StartupError> findImagePullError(ObjectNode pod) {
    for (String list : new String[] {"spec.initContainers", "spec.containers"}) {
      for (JsonNode container : Json.items(pod, list)) {
        String image = container.path("image").asString("");
        Optional<String> fault = cloud.conditions().find("image-pull", image);
        if (fault.isPresent()) {
          String answer = fault.get().isEmpty() ? image + ": not found" : fault.get();
          String error =
              "failed to pull and unpack image \""
                  + image
                  + "\": failed to resolve reference \""
                  + image
                  + "\": "
                  + answer;
          events.normal(Kinds.POD, pod, "kubelet", "Pulling", "Pulling image \"" + image + "\"");
          events.warning(
              Kinds.POD,
              pod,
              "kubelet",
              "Failed",
              "Failed to pull image \""
                  + image
                  + "\": rpc error: code = "
                  + (answer.endsWith("not found") ? "NotFound" : "Unknown")
                  + " desc = "
                  + error);
          return Optional.of(
              new StartupError(
                  "ImagePullBackOff",
                  "Back-off pulling image \"" + image + "\": ErrImagePull: " + error,
                  "BackOff",
                  "Back-off pulling image \"" + image + "\""));
        }
      }
    }
    return Optional.empty();
  }

  private void recordStart(ObjectNode pod) {
    for (JsonNode container : Json.items(pod, "spec.containers")) {
      String name = container.path("name").asString("");
      events.normal(Kinds.POD, pod, "kubelet", "Started", "Started container " + name);
    }
  }

  /** Returns the name of the workload that owns a pod, or of the pod if it has no owner. */
  static String workloadName(ObjectNode pod) {
    String owner =
        ObjectMeta.controllerReference(pod)
            .map(node -> node.path("name").asString(""))
            .orElse(ObjectMeta.name(pod));
    String hash = ObjectMeta.labels(pod).getOrDefault("pod-template-hash", "");
    return hash.isEmpty() || !owner.endsWith("-" + hash)
        ? owner
        : owner.substring(0, owner.length() - hash.length() - 1);
  }
}

package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.Cloud;
import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.PodPrograms;
import io.beta9.provisioning.cloudsim.kubernetes.api.PodPrograms.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Starts the pods that have a node, or says what keeps them from it. Orders that can befall them:
 * {@code image-pull} by image, {@code pods-crash} by the name of the workload.
 */
final class Kubelet implements Controller {
  private final Objects objects;
  private final Events events;
  private final Mounts mounts;
  private final PodPrograms programs;
  private final Cloud cloud;

  Kubelet(Objects objects, Events events, PodPrograms programs, Cloud cloud) {
    this.objects = objects;
    this.events = events;
    this.mounts = new Mounts(objects);
    this.programs = programs;
    this.cloud = cloud;
  }

  @Override
  public void reconcile() {
    for (ObjectNode pod : objects.list(Kinds.POD)) {
      if (!Json.text(pod, "spec.nodeName").isEmpty() && !PodTemplate.hasEnded(pod)) {
        step(pod);
      }
    }
  }

  private void step(ObjectNode pod) {
    Instant now = objects.clock().instant();
    ObjectNode known = objects.edit(Kinds.POD, pod, copy -> PodStatus.accept(copy, now));
    boolean started = Json.text(known, "status.phase").equals("Running");
    if (!started) {
      Optional<Trouble> trouble = mounts.missing(known).or(() -> imageTrouble(known));
      if (trouble.isPresent()) {
        report(known, trouble.get());
        return;
      }
      Instant since = Instant.parse(Json.text(known, "status.startTime"));
      Duration latency = cloud.latency("k8s:pod");
      if (now.isBefore(since.plus(latency))) {
        objects.edit(
            Kinds.POD, known, copy -> PodStatus.waiting(copy, now, "ContainerCreating", ""));
        return;
      }
    }
    go(known, now);
  }

  private void go(ObjectNode pod, Instant now) {
    switch (outcome(pod)) {
      case Outcome.Runs() -> {
        objects.edit(Kinds.POD, pod, copy -> PodStatus.running(copy, now));
        started(pod);
      }
      case Outcome.Completes() -> {
        started(pod);
        objects.edit(Kinds.POD, pod, copy -> PodStatus.ended(copy, now, 0));
      }
      case Outcome.Crashes(int exitCode) -> {
        started(pod);
        if (Json.text(pod, "spec.restartPolicy").equals("Always")) {
          crashing(pod, now, exitCode);
        } else {
          objects.edit(Kinds.POD, pod, copy -> PodStatus.ended(copy, now, exitCode));
        }
      }
    }
  }

  private Outcome outcome(ObjectNode pod) {
    if (cloud.conditions().holds("pods-crash", workloadOf(pod)).isPresent()) {
      return new Outcome.Crashes(1);
    }
    return programs.outcome(pod);
  }

  private void crashing(ObjectNode pod, Instant now, int exitCode) {
    objects.edit(Kinds.POD, pod, copy -> PodStatus.crashing(copy, now, exitCode));
    for (JsonNode container : Json.items(pod, "spec.containers")) {
      events.warning(
          Kinds.POD,
          pod,
          "kubelet",
          "BackOff",
          "Back-off restarting failed container "
              + container.path("name").asString("")
              + " in pod "
              + Meta.name(pod)
              + "_"
              + Meta.namespace(pod)
              + "("
              + Meta.uid(pod)
              + ")");
    }
  }

  private void report(ObjectNode pod, Trouble trouble) {
    Instant now = objects.clock().instant();
    objects.edit(
        Kinds.POD, pod, copy -> PodStatus.waiting(copy, now, trouble.reason(), trouble.message()));
    events.warning(Kinds.POD, pod, "kubelet", trouble.event(), trouble.eventMessage());
  }

  private Optional<Trouble> imageTrouble(ObjectNode pod) {
    for (String list : new String[] {"spec.initContainers", "spec.containers"}) {
      for (JsonNode container : Json.items(pod, list)) {
        String image = container.path("image").asString("");
        if (cloud.conditions().holds("image-pull", image).isPresent()) {
          String error =
              "failed to pull and unpack image \""
                  + image
                  + "\": failed to resolve reference \""
                  + image
                  + "\": "
                  + image
                  + ": not found";
          events.normal(Kinds.POD, pod, "kubelet", "Pulling", "Pulling image \"" + image + "\"");
          events.warning(
              Kinds.POD,
              pod,
              "kubelet",
              "Failed",
              "Failed to pull image \"" + image + "\": rpc error: code = NotFound desc = " + error);
          return Optional.of(
              new Trouble(
                  "ImagePullBackOff",
                  "Back-off pulling image \"" + image + "\": ErrImagePull: " + error,
                  "BackOff",
                  "Back-off pulling image \"" + image + "\""));
        }
      }
    }
    return Optional.empty();
  }

  private void started(ObjectNode pod) {
    for (JsonNode container : Json.items(pod, "spec.containers")) {
      String name = container.path("name").asString("");
      events.normal(Kinds.POD, pod, "kubelet", "Started", "Started container " + name);
    }
  }

  /** The name of the Deployment, or of whatever else stands behind a pod. */
  static String workloadOf(ObjectNode pod) {
    String owner =
        Meta.controller(pod).map(node -> node.path("name").asString("")).orElse(Meta.name(pod));
    String hash = Meta.labels(pod).getOrDefault("pod-template-hash", "");
    return hash.isEmpty() || !owner.endsWith("-" + hash)
        ? owner
        : owner.substring(0, owner.length() - hash.length() - 1);
  }
}

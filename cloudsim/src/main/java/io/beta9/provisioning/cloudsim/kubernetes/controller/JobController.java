package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Pods until enough of them have ended well, or too many have not. */
final class JobController implements Controller {
  private final Objects objects;
  private final PodTemplate templates;
  private final Deletion deletion;

  JobController(Objects objects, PodTemplate templates, Deletion deletion) {
    this.objects = objects;
    this.templates = templates;
    this.deletion = deletion;
  }

  @Override
  public void reconcile() {
    objects.list(Kinds.JOB).stream().filter(job -> !Meta.isDeleting(job)).forEach(this::reconcile);
  }

  private void reconcile(ObjectNode found) {
    if (Conditions.holds(found, "Complete") || Conditions.holds(found, "Failed")) {
      forget(found);
      return;
    }
    ObjectNode job = withSelector(found);
    List<ObjectNode> pods = PodTemplate.podsOf(objects, job);
    int succeeded = count(pods, "Succeeded");
    int failed = count(pods, "Failed");
    int active = pods.size() - succeeded - failed;
    int completions = Json.number(job, "spec.completions", 1);
    boolean complete = succeeded >= completions;
    boolean hopeless = !complete && failed > Json.number(job, "spec.backoffLimit", 6);
    if (!complete && !hopeless && !Json.at(job, "spec.suspend").asBoolean(false)) {
      int room = Math.min(Json.number(job, "spec.parallelism", 1), completions - succeeded);
      for (int i = active; i < room; i++) {
        templates.create(Kinds.JOB, job, Meta.name(job) + "-" + PodTemplate.suffix());
      }
    }
    status(job, complete, hopeless);
  }

  private ObjectNode withSelector(ObjectNode job) {
    return objects.edit(
        Kinds.JOB,
        job,
        copy -> {
          if (Json.at(copy, "spec.selector").isMissingNode()) {
            Json.make(copy, "spec.selector.matchLabels")
                .put("batch.kubernetes.io/controller-uid", Meta.uid(copy));
            Json.make(copy, "spec.template.metadata.labels")
                .put("batch.kubernetes.io/controller-uid", Meta.uid(copy))
                .put("batch.kubernetes.io/job-name", Meta.name(copy))
                .put("job-name", Meta.name(copy));
          }
        });
  }

  private void status(ObjectNode job, boolean complete, boolean hopeless) {
    List<ObjectNode> pods = PodTemplate.podsOf(objects, job);
    Instant now = objects.clock().instant();
    objects.edit(
        Kinds.JOB,
        job,
        copy -> {
          ObjectNode status = Json.make(copy, "status");
          if (!status.has("startTime")) {
            status.put("startTime", Json.time(now));
          }
          int succeeded = count(pods, "Succeeded");
          int failed = count(pods, "Failed");
          status.put("succeeded", succeeded).put("failed", failed);
          status.put("active", pods.size() - succeeded - failed);
          status.put("ready", (int) pods.stream().filter(Services::isReady).count());
          if (complete) {
            status.put("completionTime", Json.time(now));
            Conditions.set(copy, now, "SuccessCriteriaMet", true, "CompletionsReached", "");
            Conditions.set(copy, now, "Complete", true, "CompletionsReached", "");
          } else if (hopeless) {
            Conditions.set(
                copy,
                now,
                "Failed",
                true,
                "BackoffLimitExceeded",
                "Job has reached the specified backoff limit");
          }
        });
  }

  private void forget(ObjectNode job) {
    int keep = Json.number(job, "spec.ttlSecondsAfterFinished", -1);
    String ended = Json.text(job, "status.completionTime");
    if (keep >= 0
        && !ended.isEmpty()
        && !objects
            .clock()
            .instant()
            .isBefore(Instant.parse(ended).plus(Duration.ofSeconds(keep)))) {
      deletion.delete(Kinds.JOB, job);
    }
  }

  private static int count(List<ObjectNode> pods, String phase) {
    return (int) pods.stream().filter(pod -> Json.text(pod, "status.phase").equals(phase)).count();
  }
}

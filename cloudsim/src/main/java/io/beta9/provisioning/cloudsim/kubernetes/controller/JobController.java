package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
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
 * Runs pods for each Job until the required number has succeeded or the backoff limit is exceeded.
 */
final class JobController implements Controller {
  private final ObjectStore store;
  private final PodFactory podFactory;
  private final Deletion deletion;

  JobController(ObjectStore store, PodFactory podFactory, Deletion deletion) {
    this.store = store;
    this.podFactory = podFactory;
    this.deletion = deletion;
  }

  @Override
  public void reconcile() {
    store.list(Kinds.JOB).stream()
        .filter(job -> !ObjectMeta.isDeleting(job))
        .forEach(this::reconcile);
  }

  private void reconcile(ObjectNode stored) {
    if (StatusConditions.isTrue(stored, "Complete") || StatusConditions.isTrue(stored, "Failed")) {
      deleteIfExpired(stored);
      return;
    }
    ObjectNode job = ensureSelector(stored);
    List<ObjectNode> pods = PodFactory.podsOwnedBy(store, job);
    int succeeded = count(pods, "Succeeded");
    int failed = count(pods, "Failed");
    int active = pods.size() - succeeded - failed;
    int completions = Json.intValue(job, "spec.completions", 1);
    boolean complete = succeeded >= completions;
    boolean backoffLimitExceeded = !complete && failed > Json.intValue(job, "spec.backoffLimit", 6);
    if (!complete && !backoffLimitExceeded && !Json.at(job, "spec.suspend").asBoolean(false)) {
      int limit = Math.min(Json.intValue(job, "spec.parallelism", 1), completions - succeeded);
      for (int i = active; i < limit; i++) {
        podFactory.create(Kinds.JOB, job, ObjectMeta.name(job) + "-" + PodFactory.randomSuffix());
      }
    }
    updateStatus(job, complete, backoffLimitExceeded);
  }

  private ObjectNode ensureSelector(ObjectNode job) {
    return store.edit(
        Kinds.JOB,
        job,
        copy -> {
          if (Json.at(copy, "spec.selector").isMissingNode()) {
            Json.ensureObject(copy, "spec.selector.matchLabels")
                .put("batch.kubernetes.io/controller-uid", ObjectMeta.uid(copy));
            Json.ensureObject(copy, "spec.template.metadata.labels")
                .put("batch.kubernetes.io/controller-uid", ObjectMeta.uid(copy))
                .put("batch.kubernetes.io/job-name", ObjectMeta.name(copy))
                .put("job-name", ObjectMeta.name(copy));
          }
        });
  }

  private void updateStatus(ObjectNode job, boolean complete, boolean backoffLimitExceeded) {
    List<ObjectNode> pods = PodFactory.podsOwnedBy(store, job);
    Instant now = store.clock().instant();
    store.edit(
        Kinds.JOB,
        job,
        copy -> {
          ObjectNode status = Json.ensureObject(copy, "status");
          if (!status.has("startTime")) {
            status.put("startTime", Json.formatTime(now));
          }
          int succeeded = count(pods, "Succeeded");
          int failed = count(pods, "Failed");
          status.put("succeeded", succeeded).put("failed", failed);
          status.put("active", pods.size() - succeeded - failed);
          status.put("ready", (int) pods.stream().filter(Pods::isReady).count());
          if (complete) {
            status.put("completionTime", Json.formatTime(now));
            StatusConditions.set(copy, now, "SuccessCriteriaMet", true, "CompletionsReached", "");
            StatusConditions.set(copy, now, "Complete", true, "CompletionsReached", "");
          } else if (backoffLimitExceeded) {
            StatusConditions.set(
                copy,
                now,
                "Failed",
                true,
                "BackoffLimitExceeded",
                "Job has reached the specified backoff limit");
          }
        });
  }

  private void deleteIfExpired(ObjectNode job) {
    int ttlSeconds = Json.intValue(job, "spec.ttlSecondsAfterFinished", -1);
    String completionTime = Json.text(job, "status.completionTime");
    if (ttlSeconds >= 0
        && !completionTime.isEmpty()
        && !store
            .clock()
            .instant()
            .isBefore(Instant.parse(completionTime).plus(Duration.ofSeconds(ttlSeconds)))) {
      deletion.delete(Kinds.JOB, job);
    }
  }

  private static int count(List<ObjectNode> pods, String phase) {
    return (int) pods.stream().filter(pod -> Json.text(pod, "status.phase").equals(phase)).count();
  }
}

package io.beta9.provisioning.bootstrap.rollout;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.Notification;
import io.beta9.provisioning.bootstrap.cluster.PodRejections;
import io.beta9.provisioning.bootstrap.cluster.ReleaseWatcher;
import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.diagnosis.MissingMounts;
import io.beta9.provisioning.bootstrap.diagnosis.PodProblem;
import io.beta9.provisioning.bootstrap.diagnosis.RolloutDiagnoser;
import io.beta9.provisioning.bootstrap.diagnosis.RolloutReport;
import io.beta9.provisioning.bootstrap.diagnosis.SchedulingObstacles;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Waits until the workloads of a release are ready and diagnoses those that are not. */
public final class WorkloadReadiness {
  private final ClusterAccess cluster;

  public WorkloadReadiness(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Waits until every Deployment, StatefulSet and DaemonSet of a release is rolled out in its
   * current generation. Gives up early when a problem has lasted longer than such a problem can
   * resolve itself, or when the progress deadline of a Deployment passes.
   *
   * @param hide redacts secrets in log lines
   * @throws FailureException naming the pods that are not ready, and the cause
   */
  public void awaitReady(
      String release, String namespace, UnaryOperator<String> hide, WaitContext context)
      throws InterruptedException {
    Notification changes = new Notification();
    try (ReleaseWatcher view = new ReleaseWatcher(cluster.client(), namespace, release, changes)) {
      RolloutWait wait =
          new RolloutWait(
              context,
              new PodRejections(cluster.client(), namespace),
              new MissingMounts(cluster.client(), namespace),
              SchedulingObstacles.ofWorkloads(cluster.client(), namespace));
      if (context.await(changes, () -> wait.isFinished(view)) == WaitContext.WaitOutcome.SATISFIED
          && wait.succeeded) {
        return;
      }
      RolloutReport report = new RolloutDiagnoser(cluster, hide).diagnose(release, namespace, view);
      report.progress().forEach(context::report);
      throw new FailureException(report.failure());
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Watching release " + release, e);
    }
  }

  /** State of one wait: the last reported message, and when each problem was first seen. */
  private static final class RolloutWait {
    /** A webhook may be starting, and a quota may be freed by pods that are terminating. */
    private static final Duration REJECTION_TOLERANCE = Duration.ofSeconds(40);

    /** How long a pod's containers may be created before the events are read. */
    private static final Duration CREATION_TOLERANCE = Duration.ofSeconds(15);

    /** A rollout may be paused only for a short time. */
    private static final Duration PAUSE_TOLERANCE = Duration.ofSeconds(60);

    private final WaitContext context;
    private final PodRejections rejections;
    private final MissingMounts mounts;
    private final SchedulingObstacles obstacles;
    private final Map<String, Instant> firstSeen = new HashMap<>();
    private final Map<String, String> pullErrors = new HashMap<>();
    private @Nullable Set<String> timedOutBefore;
    private @Nullable ClusterProgress reported;
    private boolean succeeded;

    RolloutWait(
        WaitContext context,
        PodRejections rejections,
        MissingMounts mounts,
        SchedulingObstacles obstacles) {
      this.context = context;
      this.rejections = rejections;
      this.mounts = mounts;
      this.obstacles = obstacles;
    }

    boolean isFinished(ReleaseWatcher view) {
      List<RolloutStatus> watched = view.rollouts();
      // Watches may begin with a state from before the change.
      succeeded = areComplete(watched) && areComplete(view.currentRollouts());
      if (succeeded) {
        return true;
      }
      List<RolloutStatus> rollouts = rejections.explain(watched);
      Instant now = context.clock().instant();
      List<PodProblem> problems =
          Stream.concat(
                  view.pods().stream()
                      .flatMap(pod -> PodProblem.of(pod).stream())
                      .map(this::withEarlierCause)
                      .map(problem -> explained(problem, view.pods(), now)),
                  mounts.of(creatingForLong(view.pods(), now)).stream())
              .toList();
      reportProgress(rollouts, problems);
      if (hasTimedOut(rollouts)) {
        return true;
      }
      // Kept while a crashing container runs in between, so that the period does not start again.
      problems.forEach(problem -> firstSeen.putIfAbsent(key(problem), now));
      boolean permanent =
          problems.stream()
              .anyMatch(problem -> hasLasted(key(problem), problem.kind().tolerance(), now));
      return permanent || arePausedForLong(rollouts, now) || areRejectedForLong(rollouts, now);
    }

    private static boolean areComplete(List<RolloutStatus> rollouts) {
      return !rollouts.isEmpty() && rollouts.stream().allMatch(RolloutStatus::isComplete);
    }

    private boolean arePausedForLong(List<RolloutStatus> rollouts, Instant now) {
      boolean lasting = false;
      for (RolloutStatus rollout : rollouts) {
        String key = "paused/" + rollout.name();
        if (rollout.paused()) {
          firstSeen.putIfAbsent(key, now);
          lasting |= hasLasted(key, PAUSE_TOLERANCE, now);
        } else {
          firstSeen.remove(key);
        }
      }
      return lasting;
    }

    /** Pulling images and mounting volumes takes a while. */
    private List<Pod> creatingForLong(List<Pod> pods, Instant now) {
      List<Pod> found = new ArrayList<>();
      for (Pod pod : pods) {
        String key = "creating/" + pod.getMetadata().getName();
        if (!MissingMounts.isCreating(pod)) {
          firstSeen.remove(key);
        } else if (firstSeen.putIfAbsent(key, now) != null
            && hasLasted(key, CREATION_TOLERANCE, now)) {
          found.add(pod);
        }
      }
      return found;
    }

    /** Between two attempts to pull an image, the status may no longer say why they fail. */
    private PodProblem withEarlierCause(PodProblem problem) {
      if (!problem.isPull()) {
        return problem;
      }
      String container = problem.pod() + "/" + problem.container();
      PodProblem explained = problem.explainedBy(pullErrors.getOrDefault(container, ""));
      pullErrors.put(container, explained.message());
      return explained;
    }

    /** What a pod waits for is read only when the scheduler has had time to bind it. */
    private PodProblem explained(PodProblem problem, List<Pod> pods, Instant now) {
      String key = "unscheduled/" + problem.pod();
      return firstSeen.putIfAbsent(key, now) != null && hasLasted(key, CREATION_TOLERANCE, now)
          ? obstacles.explain(problem, pods)
          : problem;
    }

    private boolean areRejectedForLong(List<RolloutStatus> rollouts, Instant now) {
      boolean lasting = false;
      for (RolloutStatus rollout : rollouts) {
        String key = "rejected/" + rollout.kind() + "/" + rollout.name();
        if (rollout.isRejected()) {
          if (firstSeen.putIfAbsent(key, now) == null) {
            rejections.retry(rollout, now);
          }
          lasting |= hasLasted(key, REJECTION_TOLERANCE, now);
        } else {
          firstSeen.remove(key);
        }
      }
      return lasting;
    }

    private boolean hasLasted(String key, Duration tolerance, Instant now) {
      return !now.isBefore(firstSeen.getOrDefault(key, now).plus(tolerance));
    }

    /** A deadline that had passed before this wait is that of an earlier attempt. */
    private boolean hasTimedOut(List<RolloutStatus> rollouts) {
      Set<String> timedOut =
          rollouts.stream()
              .filter(RolloutStatus::timedOut)
              .map(RolloutStatus::name)
              .collect(Collectors.toCollection(HashSet::new));
      Set<String> before = timedOutBefore;
      if (before == null) {
        timedOutBefore = timedOut;
        return false;
      }
      before.retainAll(timedOut);
      return !before.containsAll(timedOut);
    }

    private static String key(PodProblem problem) {
      return problem.pod() + "/" + problem.container() + "/" + problem.kind();
    }

    private void reportProgress(List<RolloutStatus> rollouts, List<PodProblem> problems) {
      var report =
          new ClusterProgress.WorkloadsPending(
              rollouts.stream()
                  .filter(rollout -> !rollout.isComplete())
                  .map(RolloutStatus::progress)
                  .toList(),
              rollouts.stream()
                  .filter(RolloutStatus::isRejected)
                  .findFirst()
                  .map(RolloutStatus::creationError)
                  .orElse(null),
              problems.stream().findFirst().map(PodProblem::failingPod).orElse(null));
      if (!report.equals(reported)) {
        reported = report;
        context.report(report);
      }
    }
  }
}

package io.beta9.provisioning.bootstrap.rollout;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.Notification;
import io.beta9.provisioning.bootstrap.cluster.ReleaseWatcher;
import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.diagnosis.PodProblem;
import io.beta9.provisioning.bootstrap.diagnosis.RolloutDiagnoser;
import io.beta9.provisioning.bootstrap.diagnosis.RolloutReport;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Waits until what Helm has put into a cluster runs; where it does not, finds out why. */
public final class WorkloadReadiness {
  private final ClusterAccess cluster;

  public WorkloadReadiness(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Waits until every Deployment, StatefulSet and DaemonSet of a release is ready as it was last
   * described. Does not wait longer than a trouble may last that does not mend itself.
   *
   * @param hide takes secrets out of what programs have said
   * @throws FailureException which names the pods that are not ready, and why
   */
  public void awaitReady(
      String release, String namespace, UnaryOperator<String> hide, WaitContext watch)
      throws InterruptedException {
    Notification bell = new Notification();
    try (ReleaseWatcher view = new ReleaseWatcher(cluster.client(), namespace, release, bell)) {
      RolloutWait vigil = new RolloutWait(watch);
      if (watch.await(bell, () -> vigil.isFinished(view)) == WaitContext.WaitOutcome.SATISFIED
          && vigil.succeeded) {
        return;
      }
      RolloutReport evidence =
          new RolloutDiagnoser(cluster, hide).diagnose(release, namespace, view);
      evidence.lines().forEach(watch::report);
      throw new FailureException(evidence.failure());
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Watching release " + release, e);
    }
  }

  /** One wait: what has been told already, and since when there is which trouble. */
  private static final class RolloutWait {
    private final WaitContext watch;
    private final Map<String, Instant> firstSeen = new HashMap<>();
    private String reported = "";
    private boolean succeeded;

    RolloutWait(WaitContext watch) {
      this.watch = watch;
    }

    boolean isFinished(ReleaseWatcher view) {
      List<RolloutStatus> rollouts = view.rollouts();
      succeeded = !rollouts.isEmpty() && rollouts.stream().allMatch(RolloutStatus::isComplete);
      if (succeeded) {
        return true;
      }
      List<PodProblem> troubles =
          view.pods().stream().flatMap(pod -> PodProblem.of(pod).stream()).toList();
      reportProgress(rollouts, troubles);
      Instant now = watch.clock().instant();
      // Kept while a container that crashes is up in between, so that it does not begin anew.
      troubles.forEach(trouble -> firstSeen.putIfAbsent(key(trouble), now));
      return troubles.stream()
          .anyMatch(
              trouble ->
                  !now.isBefore(
                      firstSeen.getOrDefault(key(trouble), now).plus(trouble.kind().tolerance())));
    }

    private static String key(PodProblem trouble) {
      return trouble.pod() + "/" + trouble.container() + "/" + trouble.kind();
    }

    private void reportProgress(List<RolloutStatus> rollouts, List<PodProblem> troubles) {
      String words =
          "waiting for "
              + rollouts.stream()
                  .filter(rollout -> !rollout.isComplete())
                  .map(RolloutStatus::summary)
                  .collect(Collectors.joining(", "))
              + troubles.stream()
                  .findFirst()
                  .map(trouble -> "; pod " + trouble.pod() + " " + trouble.kind().description())
                  .orElse("");
      if (!words.equals(reported)) {
        reported = words;
        watch.report(words);
      }
    }
  }
}

package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Waits until what Helm has put into a cluster runs; where it does not, finds out why. */
final class Workloads {
  private final ClusterAccess cluster;

  Workloads(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Waits until every Deployment, StatefulSet and DaemonSet of a release is ready as it was last
   * described. Does not wait longer than a trouble may last that does not mend itself.
   *
   * @param hide takes secrets out of what programs have said
   * @throws FailureException which names the pods that are not ready, and why
   */
  void awaitReady(String release, String namespace, UnaryOperator<String> hide, Watchman watch)
      throws InterruptedException {
    Bell bell = new Bell();
    try (ReleaseView view = new ReleaseView(cluster.client(), namespace, release, bell)) {
      Vigil vigil = new Vigil(watch);
      if (watch.await(bell, () -> vigil.isOver(view)) == Watchman.Outcome.CAME && vigil.good) {
        return;
      }
      Evidence evidence = new Detective(cluster, hide).gather(release, namespace, view);
      evidence.lines().forEach(watch::say);
      throw new FailureException(evidence.failure());
    } catch (KubernetesClientException e) {
      throw Unreachable.of(cluster, "Watching release " + release, e);
    }
  }

  /** One wait: what has been told already, and since when there is which trouble. */
  private static final class Vigil {
    private final Watchman watch;
    private final Map<String, Instant> since = new HashMap<>();
    private String told = "";
    private boolean good;

    Vigil(Watchman watch) {
      this.watch = watch;
    }

    boolean isOver(ReleaseView view) {
      List<Rollout> rollouts = view.rollouts();
      good = !rollouts.isEmpty() && rollouts.stream().allMatch(Rollout::isDone);
      if (good) {
        return true;
      }
      List<PodTrouble> troubles =
          view.pods().stream().flatMap(pod -> PodTrouble.of(pod).stream()).toList();
      tell(rollouts, troubles);
      Instant now = watch.clock().instant();
      // Kept while a container that crashes is up in between, so that it does not begin anew.
      troubles.forEach(trouble -> since.putIfAbsent(key(trouble), now));
      return troubles.stream()
          .anyMatch(
              trouble ->
                  !now.isBefore(
                      since.getOrDefault(key(trouble), now).plus(trouble.sort().patience())));
    }

    private static String key(PodTrouble trouble) {
      return trouble.pod() + "/" + trouble.container() + "/" + trouble.sort();
    }

    private void tell(List<Rollout> rollouts, List<PodTrouble> troubles) {
      String words =
          "waiting for "
              + rollouts.stream()
                  .filter(rollout -> !rollout.isDone())
                  .map(Rollout::words)
                  .collect(Collectors.joining(", "))
              + troubles.stream()
                  .findFirst()
                  .map(trouble -> "; pod " + trouble.pod() + " " + trouble.sort().words())
                  .orElse("");
      if (!words.equals(told)) {
        told = words;
        watch.say(words);
      }
    }
  }
}

package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Brings a release to what it should be, from whatever an earlier attempt left. */
public final class ReleaseInstaller {
  private static final Logger log = LoggerFactory.getLogger(ReleaseInstaller.class);

  /**
   * A Helm whose worker has died ends within seconds of it. A release that was touched just now may
   * still be in its hands.
   */
  private static final Duration MAY_BE_ALIVE = Duration.ofSeconds(20);

  private final HelmClient helm;

  public ReleaseInstaller(HelmClient helm) {
    this.helm = helm;
  }

  /**
   * Installs or upgrades, or leaves alone what is as it should be.
   *
   * @return whether anything was changed
   */
  public boolean ensure(
      ClusterAccess cluster,
      String release,
      String namespace,
      String chart,
      ObjectNode values,
      WaitContext watch)
      throws InterruptedException {
    List<ReleaseRecord> records = settled(cluster, namespace, release, watch);
    ReleasePlan plan =
        ReleasePlan.of(records, !records.isEmpty() && isSame(records.getFirst(), chart, values));
    switch (plan) {
      case ReleasePlan.Leave() -> {
        watch.report("release " + release + " is as it should be");
        return false;
      }
      case ReleasePlan.Install() -> {
        watch.report("installing release " + release);
        helm.install(cluster, release, namespace, chart, values, watch);
      }
      case ReleasePlan.Upgrade() -> {
        watch.report("upgrading release " + release);
        helm.upgrade(cluster, release, namespace, chart, values, watch);
      }
      case ReleasePlan.RemoveAndInstall(String status) -> {
        log.info("Release {} was left {}: it is removed and made again", release, status);
        watch.report(
            "release " + release + " was left " + status + ": it is removed and made again");
        helm.uninstall(cluster, release, namespace, watch);
        helm.install(cluster, release, namespace, chart, values, watch);
      }
      case ReleasePlan.ForgetAndUpgrade(ReleaseRecord abandoned) -> {
        log.info("Release {} was left {}: it is upgraded anew", release, abandoned.status());
        watch.report(
            "release " + release + " was left " + abandoned.status() + ": it is upgraded anew");
        forget(cluster, namespace, abandoned);
        helm.upgrade(cluster, release, namespace, chart, values, watch);
      }
    }
    return true;
  }

  /** Whether Beta9, as it was last installed with success, can be reached from outside. */
  public boolean wasExposed(ClusterAccess cluster) {
    return ReleaseRecord.of(cluster, InstalledReleases.BETA9_NAMESPACE, InstalledReleases.BETA9)
        .stream()
        .filter(ReleaseRecord::isDeployed)
        .findFirst()
        .flatMap(ReleaseRecord::content)
        .map(content -> content.values().path("exposure").path("enabled").asBoolean(false))
        .orElse(false);
  }

  /** Removes a release; one that is not there costs no call of Helm. */
  public void remove(ClusterAccess cluster, String release, String namespace, WaitContext watch)
      throws InterruptedException {
    if (settled(cluster, namespace, release, watch).isEmpty()) {
      return;
    }
    watch.report("uninstalling release " + release);
    helm.uninstall(cluster, release, namespace, watch);
  }

  private boolean isSame(ReleaseRecord newest, String chart, ObjectNode values) {
    return newest
        .content()
        .filter(content -> content.values().equals(JsonMapper.shared().readTree(values.toString())))
        .filter(content -> new ChartDirectory(helm.chart(chart)).isSameAs(content.chart()))
        .isPresent();
  }

  /** The records, once nobody can be at work on them any more. */
  private static List<ReleaseRecord> settled(
      ClusterAccess cluster, String namespace, String release, WaitContext watch)
      throws InterruptedException {
    List<ReleaseRecord> first = ReleaseRecord.of(cluster, namespace, release);
    if (first.isEmpty() || !first.getFirst().isPending()) {
      return first;
    }
    boolean[] told = {false};
    watch.await(
        () -> {
          List<ReleaseRecord> now = ReleaseRecord.of(cluster, namespace, release);
          boolean settled =
              now.isEmpty()
                  || !now.getFirst().isPending()
                  || now.getFirst()
                      .modifiedAt()
                      .plus(MAY_BE_ALIVE)
                      .isBefore(watch.clock().instant());
          if (!settled && !told[0]) {
            told[0] = true;
            watch.report(
                "release "
                    + release
                    + " is "
                    + now.getFirst().status()
                    + ": giving the Helm that did it a moment to end");
          }
          return settled;
        });
    return ReleaseRecord.of(cluster, namespace, release);
  }

  private static void forget(ClusterAccess cluster, String namespace, ReleaseRecord abandoned) {
    try {
      cluster.client().secrets().inNamespace(namespace).withName(abandoned.secret()).delete();
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Removing the record " + abandoned.secret(), e);
    }
  }
}

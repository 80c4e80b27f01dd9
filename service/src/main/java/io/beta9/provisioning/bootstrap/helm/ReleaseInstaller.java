package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.NamespaceTermination;
import io.beta9.provisioning.bootstrap.cluster.ObjectDrift;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.drift.ReleaseDrift;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Installs, upgrades and removes releases, whatever state an earlier attempt left them in. */
public final class ReleaseInstaller {
  private static final String NOT_COMPARED = "The objects of {} could not be compared: {}";
  private static final Logger log = LoggerFactory.getLogger(ReleaseInstaller.class);

  /**
   * A Helm process whose worker has died ends within seconds. A release that was modified more
   * recently may still be changed by such a process.
   */
  private static final Duration HELM_EXIT_GRACE = Duration.ofSeconds(20);

  /** Load balancers are deleted within minutes, and their Services after them. */
  private static final Duration DELETION_LIMIT = Duration.ofMinutes(5);

  private final HelmClient helm;

  public ReleaseInstaller(HelmClient helm) {
    this.helm = helm;
  }

  /**
   * Installs or upgrades a release; does nothing if chart, values and objects are up to date.
   *
   * <p>A worker that was suspended cannot change a release that its successor has changed since:
   * each change is preceded by a report, which is written under the claim, and names the revision
   * that was read before it. helm-runner does not call Helm if the release has another one, and
   * Helm itself cannot create a revision that exists.
   *
   * @param reapply whether to upgrade it even if it is up to date
   * @return whether Helm was called
   */
  public boolean ensure(
      ClusterAccess cluster,
      String release,
      String namespace,
      String chart,
      ObjectNode values,
      boolean reapply,
      WaitContext context)
      throws InterruptedException {
    NamespaceTermination.await(cluster, namespace, context);
    List<ReleaseRecord> records = settledRecords(cluster, namespace, release, context);
    int newest = records.isEmpty() ? 0 : records.getFirst().revision();
    boolean deployed = !records.isEmpty() && records.getFirst().isDeployed();
    boolean asInstalled = deployed && !prepareRepair(cluster, records, namespace, context);
    boolean unchanged = asInstalled && isSame(records.getFirst(), chart, values);
    ReleasePlan plan = ReleasePlan.of(records, unchanged && !reapply);
    switch (plan) {
      case ReleasePlan.Leave() -> {
        context.report(new ClusterProgress.ReleaseUpToDate(release));
        return false;
      }
      case ReleasePlan.Install() -> {
        context.report(new ClusterProgress.ReleaseInstalling(release));
        helm.install(cluster, release, namespace, chart, values, context);
      }
      case ReleasePlan.Upgrade() -> {
        context.report(new ClusterProgress.ReleaseUpgrading(release));
        helm.upgrade(cluster, release, namespace, newest, chart, values, context);
      }
      case ReleasePlan.RemoveAndInstall(String status) -> {
        log.info(
            "Release {} was left in state {}; uninstalling and reinstalling it", release, status);
        context.report(new ClusterProgress.ReleaseReinstalling(release, status));
        helm.uninstall(cluster, release, namespace, newest, context);
        helm.install(cluster, release, namespace, chart, values, context);
      }
      case ReleasePlan.ForgetAndUpgrade(ReleaseRecord abandoned) -> {
        log.info(
            "Release {} was left in state {}; upgrading it again", release, abandoned.status());
        context.report(new ClusterProgress.ReleaseUpgradeRepeating(release, abandoned.status()));
        // Helm refuses to upgrade above any of them.
        List<ReleaseRecord> pending = records.stream().takeWhile(ReleaseRecord::isPending).toList();
        pending.forEach(record -> deleteRecord(cluster, namespace, record));
        int before =
            records.stream()
                .skip(pending.size())
                .findFirst()
                .map(ReleaseRecord::revision)
                .orElse(0);
        helm.upgrade(cluster, release, namespace, before, chart, values, context);
      }
    }
    return true;
  }

  /**
   * Reports what is missing or was changed, and does for its repair what an upgrade does not:
   * removes what was added to objects, and waits until those that are being deleted are gone, since
   * an upgrade would change them instead of creating them.
   *
   * @return whether there is any
   */
  private static boolean prepareRepair(
      ClusterAccess cluster, List<ReleaseRecord> records, String namespace, WaitContext context)
      throws InterruptedException {
    ReleaseRecord newest = records.getFirst();
    String manifest = newest.manifest().orElse("");
    ReleaseDrift objects = new ReleaseDrift(cluster);
    try {
      List<ObjectDrift> drift = objects.of(manifest, namespace);
      drift.forEach(object -> context.report(new ClusterProgress.ObjectRestoring(object)));
      if (!drift.isEmpty()) {
        objects.removeAdditions(manifest, namespace);
      }
      if (drift.stream().anyMatch(ObjectDrift::terminating)) {
        WaitContext.WaitOutcome _ =
            context
                .limitedTo(DELETION_LIMIT)
                .await(
                    () ->
                        objects.of(manifest, namespace).stream()
                            .noneMatch(ObjectDrift::terminating));
      }
      return !drift.isEmpty();
    } catch (KubernetesClientException e) {
      log.info(NOT_COMPARED, newest.secret(), ApiServerFailures.describe(e));
      return true;
    } catch (IllegalArgumentException e) {
      log.info(NOT_COMPARED, newest.secret(), e.getMessage());
      return true;
    }
  }

  /** Returns whether the last successful installation of Beta9 is reachable from outside. */
  public boolean wasExposed(ClusterAccess cluster) {
    return ReleaseRecord.of(cluster, InstalledReleases.BETA9_NAMESPACE, InstalledReleases.BETA9)
        .stream()
        .filter(ReleaseRecord::isDeployed)
        .findFirst()
        .flatMap(ReleaseRecord::content)
        .map(content -> content.values().path("exposure").path("enabled").asBoolean(false))
        .orElse(false);
  }

  /** Removes a release; does not call Helm if it does not exist. */
  public void remove(ClusterAccess cluster, String release, String namespace, WaitContext context)
      throws InterruptedException {
    List<ReleaseRecord> records = settledRecords(cluster, namespace, release, context);
    if (records.isEmpty()) {
      return;
    }
    context.report(new ClusterProgress.ReleaseUninstalling(release));
    helm.uninstall(cluster, release, namespace, records.getFirst().revision(), context);
  }

  private boolean isSame(ReleaseRecord newest, String chart, ObjectNode values) {
    return newest
        .content()
        .filter(content -> content.values().equals(JsonMapper.shared().readTree(values.toString())))
        .filter(content -> new ChartDirectory(helm.chart(chart)).isSameAs(content.chart()))
        .isPresent();
  }

  /** Returns the records once no Helm process can be modifying them any more. */
  private static List<ReleaseRecord> settledRecords(
      ClusterAccess cluster, String namespace, String release, WaitContext context)
      throws InterruptedException {
    List<ReleaseRecord> first = ReleaseRecord.of(cluster, namespace, release);
    if (first.isEmpty() || !first.getFirst().isPending()) {
      return first;
    }
    boolean[] reported = {false};
    ReleaseRecord[] seen = {first.getFirst()};
    Instant[] since = {context.clock().instant()};
    context.await(
        () -> {
          List<ReleaseRecord> now = ReleaseRecord.of(cluster, namespace, release);
          boolean settled = now.isEmpty() || !now.getFirst().isPending();
          if (!settled) {
            ReleaseRecord newest = now.getFirst();
            if (!newest.equals(seen[0])) {
              seen[0] = newest;
              since[0] = context.clock().instant();
            }
            // The clock of the process that wrote the record may be ahead of this one.
            Instant written = newest.lastWrittenAt();
            settled =
                (written.isBefore(since[0]) ? written : since[0])
                    .plus(HELM_EXIT_GRACE)
                    .isBefore(context.clock().instant());
          }
          if (!settled && !reported[0]) {
            reported[0] = true;
            context.report(new ClusterProgress.ReleaseBusy(release, now.getFirst().status()));
          }
          return settled;
        });
    return ReleaseRecord.of(cluster, namespace, release);
  }

  private static void deleteRecord(
      ClusterAccess cluster, String namespace, ReleaseRecord abandoned) {
    try {
      cluster.client().secrets().inNamespace(namespace).withName(abandoned.secret()).delete();
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Removing the record " + abandoned.secret(), e);
    }
  }
}

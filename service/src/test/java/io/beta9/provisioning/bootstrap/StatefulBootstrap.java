package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.aws.SimulatedAccount;
import io.beta9.provisioning.metaconfig.InfraModel;
import io.beta9.provisioning.testing.Life;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bootstrap without a cluster: releases that pass through their states as Helm leads them, a
 * Beta9 that can be claimed once. What is to be done about a release, and how Beta9 is claimed, is
 * decided by the product.
 */
final class StatefulBootstrap implements Bootstrap {
  private final StatefulClusters all;
  private final StatefulClusters.Cluster cluster;
  private final SimulatedAccount cloud;
  private final Runnable whenClosed;

  StatefulBootstrap(
      StatefulClusters all,
      StatefulClusters.Cluster cluster,
      SimulatedAccount cloud,
      Runnable whenClosed) {
    this.all = all;
    this.cluster = cluster;
    this.cloud = cloud;
    this.whenClosed = whenClosed;
  }

  @Override
  public void access(Watchman watch) {
    Life.check();
    watch.checkWanted();
    watch.say("Bootstrapping Beta9 in cluster " + cluster.name);
  }

  @Override
  public void nodes(InfraModel model, NodeGroupHealth health, Watchman watch) {
    Life.check();
    watch.say("nodes ready");
  }

  @Override
  public void installBaseline(InfraModel model, Watchman watch) {
    ensure(HelmBootstrap.BASELINE, ChartValues.baseline(model), watch);
  }

  @Override
  public void awaitBaseline(Watchman watch) {
    Life.check();
  }

  @Override
  public void beta9(Beta9Inputs inputs, Watchman watch) {
    all.checkTrouble();
    boolean exposed =
        cluster.releases.getOrDefault(HelmBootstrap.BETA9, List.of()).stream()
            .filter(one -> one.status.equals("deployed"))
            .anyMatch(one -> one.values.path("exposure").path("enabled").asBoolean(false));
    ensure(HelmBootstrap.BETA9, ChartValues.beta9(inputs, exposed), watch);
  }

  @Override
  public void claim(AdminToken tokens, Beta9Inputs inputs, Watchman watch)
      throws InterruptedException {
    Claiming claiming =
        new Claiming(
            new StatefulGateway(cluster),
            tokens,
            (mark, watchman) -> {
              if (cluster.exposed) {
                return false;
              }
              ensure(HelmBootstrap.BETA9, ChartValues.beta9Emptied(inputs, mark), watchman);
              cluster.database.resetFor(mark);
              return true;
            });
    claiming.giveStorage(claiming.administrator(watch), HelmBootstrap.storage(inputs), watch);
  }

  @Override
  public Door expose(Beta9Inputs inputs, Listeners listeners, Watchman watch) {
    ensure(HelmBootstrap.BETA9, ChartValues.beta9(inputs, true), watch);
    Life.check();
    String host = cloud.balance(cluster.account, cluster.name, "beta9-system/beta9-gateway-public");
    cluster.exposed = true;
    return new Door("https://" + inputs.model().beta9().domain(), host);
  }

  @Override
  public Readiness check(AdminToken tokens, Beta9Inputs inputs, Watchman watch)
      throws InterruptedException {
    Claiming claiming =
        new Claiming(new StatefulGateway(cluster), tokens, (mark, watchman) -> false);
    claiming.giveStorage(claiming.known(watch), HelmBootstrap.storage(inputs), watch);
    return new Readiness(true, true, true, Set.of("default"), 0);
  }

  @Override
  public Emptied uninstall(Watchman watch) {
    for (String release : List.of(HelmBootstrap.BETA9, HelmBootstrap.BASELINE)) {
      if (cluster.releases.containsKey(release)) {
        byHelm(() -> uninstall(release));
      }
    }
    watch.say("The cluster is empty");
    return new Emptied(true, List.of(), List.of());
  }

  @Override
  public void close() {
    whenClosed.run();
  }

  private void ensure(String release, ObjectNode values, Watchman watch) {
    Life.check();
    watch.checkWanted();
    List<StatefulClusters.Revision> revisions = cluster.releases.getOrDefault(release, List.of());
    List<ReleaseRecord> records = revisions.reversed().stream().map(one -> record(one)).toList();
    boolean same = !revisions.isEmpty() && revisions.getLast().values.equals(values);
    switch (ReleasePlan.of(records, same)) {
      case ReleasePlan.Leave() -> watch.say("release " + release + " is as it should be");
      case ReleasePlan.Install() -> byHelm(() -> change(release, "pending-install", values));
      case ReleasePlan.Upgrade() -> byHelm(() -> change(release, "pending-upgrade", values));
      case ReleasePlan.RemoveAndInstall(String status) -> {
        watch.say("release " + release + " was left " + status);
        byHelm(() -> uninstall(release));
        byHelm(() -> change(release, "pending-install", values));
      }
      case ReleasePlan.ForgetAndUpgrade(ReleaseRecord abandoned) -> {
        watch.say("release " + release + " was left " + abandoned.status());
        revisions.removeLast();
        StatefulClusters.after("helm: forgetting " + release);
        byHelm(() -> change(release, "pending-upgrade", values));
      }
    }
  }

  /** A child process of the worker does it, and may end before its worker does. */
  private static void byHelm(Runnable work) {
    if (!Life.asHelm(work)) {
      throw StatefulClusters.noAnswer();
    }
  }

  private static ReleaseRecord record(StatefulClusters.Revision revision) {
    return new ReleaseRecord(
        "v" + revision.number, revision.number, revision.status, Instant.EPOCH, "");
  }

  private void change(String release, String pending, ObjectNode values) {
    List<StatefulClusters.Revision> revisions =
        cluster.releases.computeIfAbsent(release, name -> new ArrayList<>());
    if (!revisions.isEmpty() && revisions.getLast().status.startsWith("pending")) {
      throw new IllegalStateException(
          "another operation (install/upgrade/rollback) is in progress");
    }
    StatefulClusters.Revision fresh =
        new StatefulClusters.Revision(revisions.size() + 1, pending, values.deepCopy());
    revisions.add(fresh);
    StatefulClusters.after("helm: " + pending + " of " + release);
    revisions.stream()
        .filter(one -> one.status.equals("deployed"))
        .forEach(one -> one.status = "superseded");
    fresh.status = "deployed";
    StatefulClusters.after("helm: " + release + " deployed");
  }

  private void uninstall(String release) {
    cluster.releases.get(release).forEach(one -> one.status = "uninstalling");
    StatefulClusters.after("helm: uninstalling " + release);
    cluster.releases.remove(release);
    if (release.equals(HelmBootstrap.BETA9)) {
      cloud.unbalance(cluster.account, cluster.name, "beta9-system/beta9-gateway-public");
      cluster.exposed = false;
    }
    StatefulClusters.after("helm: " + release + " uninstalled");
  }
}

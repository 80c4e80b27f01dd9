package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.RequiredNodes;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.GatewayClaim;
import io.beta9.provisioning.bootstrap.gateway.UserTokenCreation;
import io.beta9.provisioning.bootstrap.gateway.UserTokenStore;
import io.beta9.provisioning.bootstrap.gateway.VerifiedInstallation;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.bootstrap.helm.ChartValues;
import io.beta9.provisioning.bootstrap.helm.ReleasePlan;
import io.beta9.provisioning.bootstrap.helm.ReleaseRecord;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stateful fake of a bootstrap without a cluster: releases with the states that Helm records, and
 * a Beta9 that can be claimed once. The decisions about releases and the claim are those of the
 * product.
 */
final class FakeBootstrap implements Bootstrap {
  private final FakeClusters all;
  private final FakeClusters.Cluster cluster;
  private final SimulatedAccount cloud;
  private final Path privateDirectory;
  private final Runnable whenClosed;

  FakeBootstrap(
      FakeClusters all,
      FakeClusters.Cluster cluster,
      SimulatedAccount cloud,
      Path privateDirectory,
      Runnable whenClosed) {
    this.all = all;
    this.cluster = cluster;
    this.cloud = cloud;
    this.privateDirectory = privateDirectory;
    this.whenClosed = whenClosed;
  }

  @Override
  public void awaitApiServer(WaitContext context) {
    ProcessLifetime.checkAlive();
    context.throwIfCancelled();
    context.report(new ClusterProgress.BootstrapStarted(cluster.name));
  }

  @Override
  public List<String> restoreAddOns(
      ClusterAddOns addOns, Runnable beforeWriting, WaitContext context) {
    ProcessLifetime.checkAlive();
    return List.of();
  }

  @Override
  public void awaitNodes(InfraModel model, NodeGroupHealth health, WaitContext context) {
    ProcessLifetime.checkAlive();
    context.report(RequiredNodes.of(model).count(List.of()));
  }

  @Override
  public void installBaseline(InfraModel model, boolean reapply, WaitContext context) {
    ensure(InstalledReleases.BASELINE, ChartValues.baseline(model), reapply, context);
  }

  @Override
  public void awaitBaseline(WaitContext context) {
    ProcessLifetime.checkAlive();
  }

  @Override
  public void drain(Set<String> nodeGroups, WaitContext context) {
    ProcessLifetime.checkAlive();
    context.report(new ClusterProgress.NodesDraining(nodeGroups.stream().sorted().toList(), 0));
  }

  @Override
  public void installBeta9(Beta9Inputs inputs, WaitContext context) {
    all.throwIfFailing();
    boolean exposed =
        cluster.releases.getOrDefault(InstalledReleases.BETA9, List.of()).stream()
            .filter(one -> one.status.equals("deployed"))
            .anyMatch(one -> one.values.path("exposure").path("enabled").asBoolean(false));
    ensure(InstalledReleases.BETA9, ChartValues.beta9(inputs, exposed), true, context);
  }

  @Override
  public void claim(AdminTokenStore tokens, Beta9Inputs inputs, WaitContext context)
      throws InterruptedException {
    GatewayClaim claiming =
        new GatewayClaim(
            new FakeGateway(cluster),
            tokens,
            (mark, watchman) -> {
              if (cluster.exposed) {
                return false;
              }
              ensure(
                  InstalledReleases.BETA9,
                  ChartValues.beta9WithReset(inputs, mark),
                  false,
                  watchman);
              cluster.database.resetFor(mark);
              return true;
            });
    claiming.configureStorage(
        claiming.ensureClaimed(context), HelmBootstrap.storage(inputs), context);
  }

  @Override
  public boolean ensureUserToken(
      AdminTokenStore administrator, UserTokenStore users, WaitContext context)
      throws InterruptedException {
    return new UserTokenCreation(new FakeGateway(cluster), users)
        .ensure(administrator.load().orElseThrow(), context);
  }

  @Override
  public ExternalEndpoint expose(
      Beta9Inputs inputs, LoadBalancerListeners listeners, WaitContext context) {
    ensure(InstalledReleases.BETA9, ChartValues.beta9(inputs, true), false, context);
    ProcessLifetime.checkAlive();
    String host =
        cloud.createLoadBalancer(
            cluster.account, cluster.name, "beta9-system/beta9-gateway-public");
    cluster.exposed = true;
    return new ExternalEndpoint("https://" + inputs.model().beta9().domain(), host);
  }

  @Override
  public VerifiedInstallation verify(
      AdminTokenStore tokens, Beta9Inputs inputs, SmokeTest extent, WaitContext context)
      throws InterruptedException {
    GatewayClaim claiming =
        new GatewayClaim(new FakeGateway(cluster), tokens, (mark, watchman) -> false);
    claiming.configureStorage(
        claiming.existingClaim(context), HelmBootstrap.storage(inputs), context);
    return new VerifiedInstallation(true, true, true, Set.of("default"), 0);
  }

  @Override
  public UninstallResult uninstall(WaitContext context) {
    for (String release : List.of(InstalledReleases.BETA9, InstalledReleases.BASELINE)) {
      if (cluster.releases.containsKey(release)) {
        int newest = cluster.newestRevision(release);
        context.report(new ClusterProgress.ReleaseUninstalling(release));
        byHelm(() -> uninstall(release, newest));
      }
    }
    UninstallResult result = new UninstallResult(true, List.of(), List.of());
    context.report(new ClusterProgress.UninstallCompleted(result));
    return result;
  }

  @Override
  public void close() {
    whenClosed.run();
  }

  private void ensure(String release, ObjectNode values, boolean reapply, WaitContext context) {
    ProcessLifetime.checkAlive();
    context.throwIfCancelled();
    List<FakeClusters.Revision> revisions = cluster.releases.getOrDefault(release, List.of());
    List<ReleaseRecord> records = revisions.reversed().stream().map(one -> record(one)).toList();
    int newest = cluster.newestRevision(release);
    boolean same = !reapply && !revisions.isEmpty() && revisions.getLast().values.equals(values);
    switch (ReleasePlan.of(records, same)) {
      case ReleasePlan.Leave() -> context.report(new ClusterProgress.ReleaseUpToDate(release));
      case ReleasePlan.Install() -> {
        context.report(new ClusterProgress.ReleaseInstalling(release));
        byHelm(() -> change(release, 0, "pending-install", values));
      }
      case ReleasePlan.Upgrade() -> {
        context.report(new ClusterProgress.ReleaseUpgrading(release));
        byHelm(() -> change(release, newest, "pending-upgrade", values));
      }
      case ReleasePlan.RemoveAndInstall(String status) -> {
        context.report(new ClusterProgress.ReleaseReinstalling(release, status));
        byHelm(() -> uninstall(release, newest));
        byHelm(() -> change(release, 0, "pending-install", values));
      }
      case ReleasePlan.ForgetAndUpgrade(ReleaseRecord abandoned) -> {
        context.report(new ClusterProgress.ReleaseUpgradeRepeating(release, abandoned.status()));
        cluster.requireRevision(release, newest);
        revisions.removeLast();
        FakeClusters.after("helm: forgetting " + release);
        byHelm(() -> change(release, cluster.newestRevision(release), "pending-upgrade", values));
      }
    }
  }

  /**
   * Runs in a child process of the worker, which may end before the worker. The values are in a
   * file during the call, and remain there if the worker crashes.
   */
  private void byHelm(Runnable work) {
    Path values = writeValues();
    boolean responded;
    try {
      responded = ProcessLifetime.runAsHelm(work);
    } catch (RuntimeException e) {
      delete(values);
      throw e;
    }
    delete(values);
    if (!responded) {
      throw FakeClusters.noAnswer();
    }
  }

  private Path writeValues() {
    try {
      return Files.writeString(
          privateDirectory.resolve("values-" + UUID.randomUUID() + ".yaml"), "password: secret\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path values) {
    try {
      Files.deleteIfExists(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReleaseRecord record(FakeClusters.Revision revision) {
    return new ReleaseRecord(
        "v" + revision.number, revision.number, revision.status, Instant.EPOCH, "");
  }

  private void change(String release, int expected, String pending, ObjectNode values) {
    cluster.requireRevision(release, expected);
    List<FakeClusters.Revision> revisions =
        cluster.releases.computeIfAbsent(release, name -> new ArrayList<>());
    if (!revisions.isEmpty() && revisions.getLast().status.startsWith("pending")) {
      throw new IllegalStateException(
          "another operation (install/upgrade/rollback) is in progress");
    }
    FakeClusters.Revision fresh =
        new FakeClusters.Revision(expected + 1, pending, values.deepCopy());
    revisions.add(fresh);
    FakeClusters.after("helm: " + pending + " of " + release);
    revisions.stream()
        .filter(one -> one.status.equals("deployed"))
        .forEach(one -> one.status = "superseded");
    fresh.status = "deployed";
    FakeClusters.after("helm: " + release + " deployed");
  }

  private void uninstall(String release, int expected) {
    cluster.requireRevision(release, expected);
    cluster.releases.get(release).forEach(one -> one.status = "uninstalling");
    FakeClusters.after("helm: uninstalling " + release);
    cluster.releases.remove(release);
    if (release.equals(InstalledReleases.BETA9)) {
      cloud.deleteLoadBalancer(cluster.account, cluster.name, "beta9-system/beta9-gateway-public");
      cluster.exposed = false;
    }
    FakeClusters.after("helm: " + release + " uninstalled");
  }
}

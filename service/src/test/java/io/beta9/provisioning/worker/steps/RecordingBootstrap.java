package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.UserTokenStore;
import io.beta9.provisioning.bootstrap.gateway.VerifiedInstallation;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records what steps do in a cluster. Every call reports its name, and is cancelled like a wait in
 * a cluster.
 */
final class RecordingBootstrap implements Bootstrap {
  private final List<String> calls = new ArrayList<>();
  private @Nullable RuntimeException failure;
  private @Nullable InterruptedException interruption;
  private @Nullable Beta9Inputs inputs;
  private @Nullable WaitContext context;
  private @Nullable SmokeTest verified;
  private @Nullable Path privateDirectory;
  private boolean userTokensOffered = true;
  private List<String> restored = List.of();
  private int open;

  /** Returns the names of the calls, with what distinguishes them. */
  List<String> calls() {
    return calls;
  }

  /** Returns the number of bootstraps that have not been closed. */
  int open() {
    return open;
  }

  void fail(RuntimeException exception) {
    failure = exception;
  }

  void interrupt() {
    interruption = new InterruptedException();
  }

  /** Sets the workloads of add-ons that were deleted. */
  void setRestored(String... workloads) {
    restored = List.of(workloads);
  }

  void setUserTokensOffered(boolean offered) {
    userTokensOffered = offered;
  }

  @Nullable Beta9Inputs inputs() {
    return inputs;
  }

  /** Returns the context of the latest call. */
  @Nullable WaitContext context() {
    return context;
  }

  @Nullable SmokeTest verified() {
    return verified;
  }

  @Nullable Path privateDirectory() {
    return privateDirectory;
  }

  void opened(Path directory) {
    privateDirectory = directory;
    open++;
  }

  private void call(String name, WaitContext wait) throws InterruptedException {
    context = wait;
    wait.throwIfCancelled();
    if (failure != null) {
      throw failure;
    }
    if (interruption != null) {
      throw interruption;
    }
    calls.add(name);
    wait.report(new ClusterProgress.HelmOutput("test", name));
  }

  private void call(String name, Beta9Inputs given, WaitContext wait) throws InterruptedException {
    inputs = given;
    call(name, wait);
  }

  @Override
  public void awaitApiServer(WaitContext wait) throws InterruptedException {
    call("API server", wait);
  }

  @Override
  public List<String> restoreAddOns(ClusterAddOns addOns, Runnable beforeWriting, WaitContext wait)
      throws InterruptedException {
    beforeWriting.run();
    call("add-ons" + (addOns == RecordingCluster.ADD_ONS ? " of the cloud" : ""), wait);
    return restored;
  }

  @Override
  public void awaitNodes(InfraModel model, NodeGroupHealth health, WaitContext wait)
      throws InterruptedException {
    call("nodes" + (health == RecordingCluster.HEALTH ? " with health" : ""), wait);
  }

  @Override
  public void installBaseline(InfraModel model, boolean reapply, WaitContext wait)
      throws InterruptedException {
    call(reapply ? "baseline again" : "baseline", wait);
  }

  @Override
  public void awaitBaseline(WaitContext wait) throws InterruptedException {
    call("baseline ready", wait);
  }

  @Override
  public void installBeta9(Beta9Inputs given, WaitContext wait) throws InterruptedException {
    call("Beta9", given, wait);
  }

  @Override
  public void claim(AdminTokenStore tokens, Beta9Inputs given, WaitContext wait)
      throws InterruptedException {
    call("claim", given, wait);
    tokens.save(new AdminTokenStore.StoredToken("workspace-1", "admin-token"));
  }

  @Override
  public boolean ensureUserToken(
      AdminTokenStore administrator, UserTokenStore users, WaitContext wait)
      throws InterruptedException {
    call("user token beside " + administrator.load().orElseThrow().token(), wait);
    if (userTokensOffered) {
      users.save(new UserTokenStore.UserToken("token-1", "workspace-1", "user-token"));
    }
    return userTokensOffered;
  }

  @Override
  public ExternalEndpoint expose(
      Beta9Inputs given, LoadBalancerListeners listeners, WaitContext wait)
      throws InterruptedException {
    call(
        "expose" + (listeners == RecordingCluster.LISTENERS ? " with listeners" : ""), given, wait);
    return new ExternalEndpoint("https://beta9.demo.example", "lb.example");
  }

  @Override
  public VerifiedInstallation verify(
      AdminTokenStore tokens, Beta9Inputs given, SmokeTest extent, WaitContext wait)
      throws InterruptedException {
    call("verify", given, wait);
    verified = extent;
    return new VerifiedInstallation(true, true, true, Set.of("default"), 0);
  }

  @Override
  public void drain(Set<String> nodeGroups, WaitContext wait) throws InterruptedException {
    call("drain " + nodeGroups, wait);
  }

  @Override
  public UninstallResult uninstall(WaitContext wait) throws InterruptedException {
    call("uninstall", wait);
    return new UninstallResult(true, List.of(), List.of());
  }

  @Override
  public void close() {
    open--;
  }
}

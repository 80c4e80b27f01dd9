package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.bootstrap.cluster.ClusterTokens;
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
import java.util.List;
import java.util.Set;

/**
 * Installs Beta9 into an empty cluster and removes it again, one method per step. Every method is
 * idempotent: it can be called again after it has completed, in part or in whole.
 *
 * <p>Every method throws {@link WaitContext.WaitCancelledException} when its context is cancelled.
 */
public interface Bootstrap extends AutoCloseable {

  /** Waits until the API server answers and accepts this service's credentials. */
  void awaitApiServer(WaitContext context) throws InterruptedException;

  /**
   * Restores the workloads of add-ons that were deleted or scaled to zero.
   *
   * @param beforeWriting throws if the caller is no longer allowed to write
   * @return what was restored: kind, namespace and name of each workload
   */
  List<String> restoreAddOns(ClusterAddOns addOns, Runnable beforeWriting, WaitContext context)
      throws InterruptedException;

  /** Waits until the minimum number of nodes of each node group is ready. */
  void awaitNodes(InfraModel model, NodeGroupHealth health, WaitContext context)
      throws InterruptedException;

  /**
   * Installs or upgrades the baseline release without waiting for its workloads.
   *
   * @param reapply whether to upgrade it even if it is up to date, which restores what was deleted
   *     or changed in the cluster
   */
  void installBaseline(InfraModel model, boolean reapply, WaitContext context)
      throws InterruptedException;

  /** Waits until all workloads of the baseline release are ready. */
  void awaitBaseline(WaitContext context) throws InterruptedException;

  /**
   * Installs or upgrades Beta9, even if it is up to date, which restores what was deleted or
   * changed in the cluster, and waits until its gateway is healthy. A new installation is not
   * reachable from outside the cluster, because its first caller becomes the administrator. An
   * installation that has been exposed stays exposed: a new load balancer would have another name.
   */
  void installBeta9(Beta9Inputs inputs, WaitContext context) throws InterruptedException;

  /**
   * Claims Beta9 and configures the bucket of its workspace. The administrator's token is stored
   * before it is used.
   */
  void claim(AdminTokenStore tokens, Beta9Inputs inputs, WaitContext context)
      throws InterruptedException;

  /**
   * Creates and stores the token with which users connect, unless one is stored. Beta9 has been
   * claimed.
   *
   * @return whether a token is stored; false if this version of Beta9 does not offer tokens
   */
  boolean ensureUserToken(AdminTokenStore administrator, UserTokenStore users, WaitContext context)
      throws InterruptedException;

  /** Where Beta9 is reachable from outside the cluster. */
  record ExternalEndpoint(String url, String loadBalancer) {}

  /** Exposes Beta9 outside the cluster and waits for its load balancer. */
  ExternalEndpoint expose(Beta9Inputs inputs, LoadBalancerListeners listeners, WaitContext context)
      throws InterruptedException;

  /**
   * Verifies that Beta9 is ready: healthy, claimed by this service, with its storage and its worker
   * pools, and that it runs code.
   *
   * @param extent what is run
   */
  VerifiedInstallation verify(
      AdminTokenStore tokens, Beta9Inputs inputs, SmokeTest extent, WaitContext context)
      throws InterruptedException;

  /**
   * Moves the pods off the nodes of these groups, respecting their disruption budgets, and waits
   * until the baseline and Beta9 are ready without them.
   *
   * @throws io.beta9.provisioning.failure.FailureException {@code nodes-not-drained} if pods remain
   */
  void drain(Set<String> nodeGroups, WaitContext context) throws InterruptedException;

  /**
   * Removes everything that would outlive the cluster. An unreachable cluster is not a failure: the
   * result reports it, and the resources that it left behind are found in the account.
   */
  UninstallResult uninstall(WaitContext context) throws InterruptedException;

  @Override
  void close();

  /** Creates a bootstrap for one cluster. */
  @FunctionalInterface
  interface BootstrapFactory {
    /**
     * @param tokens that the cluster accepts
     * @param privateDirectory where files with secrets are written for the duration of one call
     */
    Bootstrap open(ClusterAccess.Coordinates cluster, ClusterTokens tokens, Path privateDirectory);
  }
}

package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.VerifiedInstallation;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * From an empty cluster to a Beta9 that answers, one method a step, and back. Each can be called
 * again after it has been carried out, in part or in whole. Each ends early with {@link
 * Watchman.NotWantedException} when its watchman says so.
 */
public interface Bootstrap extends AutoCloseable {

  /** Waits until the API server answers and lets us in. */
  void awaitApiServer(WaitContext watch) throws InterruptedException;

  /** Waits for the nodes that must be there from the start. */
  void awaitNodes(InfraModel model, NodeGroupHealth health, WaitContext watch)
      throws InterruptedException;

  /** Installs what every cluster of ours needs, and does not wait for it. */
  void installBaseline(InfraModel model, WaitContext watch) throws InterruptedException;

  /** Waits until the baseline runs. */
  void awaitBaseline(WaitContext watch) throws InterruptedException;

  /**
   * Installs Beta9, or brings it up to date, and waits until its gateway is healthy. A new one can
   * not be reached from outside of the cluster, because the first who asks becomes its
   * administrator. One that has been opened stays open: another load balancer would have another
   * name.
   */
  void installBeta9(Beta9Inputs inputs, WaitContext watch) throws InterruptedException;

  /**
   * Claims Beta9 and gives its workspace the bucket. The token is kept before anything else is done
   * with it.
   */
  void claim(AdminTokenStore tokens, Beta9Inputs inputs, WaitContext watch)
      throws InterruptedException;

  /** Where Beta9 can be reached. */
  record ExternalEndpoint(String url, String loadBalancer) {}

  /** Opens Beta9 to the outside, and waits for its load balancer. */
  ExternalEndpoint expose(Beta9Inputs inputs, LoadBalancerListeners listeners, WaitContext watch)
      throws InterruptedException;

  /**
   * Proves that Beta9 is ready: healthy, claimed by us, with its storage, and with its worker
   * pools.
   */
  VerifiedInstallation verify(AdminTokenStore tokens, Beta9Inputs inputs, WaitContext watch)
      throws InterruptedException;

  /**
   * Removes from the cluster what would outlive it. A cluster that is out of reach is no failure:
   * the answer says so, and what it left is found in the account.
   */
  UninstallResult uninstall(WaitContext watch) throws InterruptedException;

  @Override
  void close();

  /** Opens a cluster. */
  @FunctionalInterface
  interface BootstrapFactory {
    /**
     * @param credentials for the tokens by which the cluster lets us in
     */
    Bootstrap open(ClusterAccess.Coordinates cluster, AwsCredentialsProvider credentials);
  }
}

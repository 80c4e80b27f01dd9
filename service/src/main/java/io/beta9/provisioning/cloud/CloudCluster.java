package io.beta9.provisioning.cloud;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.PublicEndpoint;
import java.nio.file.Path;
import java.util.List;

/** A managed Kubernetes cluster in a customer's account. */
public interface CloudCluster {

  /** Returns whether its API server has an endpoint: a cluster that is being created has none. */
  boolean hasEndpoint();

  /** Returns name and endpoint as the cloud reports them; the endpoint must exist. */
  ClusterAccess.Coordinates coordinates();

  /**
   * Connects to its API server with the credentials of the account.
   *
   * @param privateDirectory where files with secrets are written for the duration of one call
   */
  Bootstrap connect(Bootstrap.BootstrapFactory factory, Path privateDirectory);

  /**
   * Returns what is wrong in it: one sentence for each object that is missing or was changed, and
   * for each workload that is not ready.
   *
   * @throws io.beta9.provisioning.failure.FailureException if it cannot be read
   */
  List<String> problems();

  /** Returns its add-ons. */
  ClusterAddOns addOns();

  /** Returns the health of its node groups, as the cloud reports it. */
  NodeGroupHealth nodeGroupHealth();

  /** Returns its endpoint on the internet, which it need not have. */
  PublicEndpoint publicEndpoint();

  /** Returns the configuration of the listeners of its load balancers. */
  LoadBalancerListeners loadBalancerListeners();
}

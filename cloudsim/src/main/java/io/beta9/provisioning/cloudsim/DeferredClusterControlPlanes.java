package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import org.jspecify.annotations.Nullable;

/**
 * Control planes that are set after the services have been created, because they depend on the
 * services.
 */
final class DeferredClusterControlPlanes implements ClusterControlPlanes {
  private @Nullable ClusterControlPlanes delegate;

  void set(ClusterControlPlanes controlPlanes) {
    this.delegate = controlPlanes;
  }

  @Override
  public Endpoint start(String account, String region, String cluster, String kubernetesVersion) {
    return delegate().start(account, region, cluster, kubernetesVersion);
  }

  @Override
  public void update(String account, String region, String cluster, String kubernetesVersion) {
    delegate().update(account, region, cluster, kubernetesVersion);
  }

  @Override
  public void setNodes(String account, String region, String cluster, NodeGroupNodes group) {
    delegate().setNodes(account, region, cluster, group);
  }

  @Override
  public void installAddOn(
      String account, String region, String cluster, String addOn, String version) {
    delegate().installAddOn(account, region, cluster, addOn, version);
  }

  @Override
  public void removeAddOn(String account, String region, String cluster, String addOn) {
    delegate().removeAddOn(account, region, cluster, addOn);
  }

  @Override
  public void stop(String account, String region, String cluster) {
    delegate().stop(account, region, cluster);
  }

  private ClusterControlPlanes delegate() {
    ClusterControlPlanes current = delegate;
    if (current == null) {
      throw new IllegalStateException("The control planes have not been set yet");
    }
    return current;
  }
}

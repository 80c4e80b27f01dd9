package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import java.util.Map;
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
  public void setNodes(
      String account,
      String region,
      String cluster,
      String nodeGroup,
      int desired,
      String instanceType,
      Map<String, String> labels) {
    delegate().setNodes(account, region, cluster, nodeGroup, desired, instanceType, labels);
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

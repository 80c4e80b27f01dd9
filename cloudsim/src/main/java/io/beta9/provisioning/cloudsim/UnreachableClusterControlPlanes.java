package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Used when Kubernetes is not simulated: clusters exist, but nothing answers at their endpoints.
 */
final class UnreachableClusterControlPlanes implements ClusterControlPlanes {
  @Override
  public Endpoint start(String account, String region, String cluster, String kubernetesVersion) {
    return new Endpoint(
        "https://" + cluster + "." + region + ".eks.invalid",
        Base64.getEncoder().encodeToString("none".getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void update(String account, String region, String cluster, String kubernetesVersion) {
    // nothing was started
  }

  @Override
  public void setNodes(String account, String region, String cluster, NodeGroupNodes group) {
    // there is no cluster to join
  }

  @Override
  public void installAddOn(
      String account, String region, String cluster, String addOn, String version) {
    // there is no cluster to install it in
  }

  @Override
  public void removeAddOn(String account, String region, String cluster, String addOn) {
    // nothing was installed
  }

  @Override
  public void stop(String account, String region, String cluster) {
    // nothing was started
  }
}

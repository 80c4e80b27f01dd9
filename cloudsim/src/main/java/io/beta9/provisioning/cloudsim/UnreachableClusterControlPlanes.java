package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

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
  public void setNodes(
      String account,
      String region,
      String cluster,
      String nodeGroup,
      int desired,
      String instanceType,
      Map<String, String> labels) {
    // there is no cluster to join
  }

  @Override
  public void stop(String account, String region, String cluster) {
    // nothing was started
  }
}

package io.beta9.provisioning.cloudsim.cloud;

import java.util.Map;

/** The Kubernetes API servers of simulated clusters, as the EKS service drives them. */
public interface ClusterControlPlanes {

  /** Where a cluster's API server listens, and the authority that signed its certificate. */
  record Endpoint(String url, String certificateAuthorityBase64) {}

  /** Starts (or finds) the API server of a cluster. */
  Endpoint start(String account, String region, String cluster, String kubernetesVersion);

  /**
   * Makes the cluster have exactly these nodes of one node group, ready and labelled.
   *
   * @param desired how many; zero removes them all
   */
  void setNodes(
      String account,
      String region,
      String cluster,
      String nodeGroup,
      int desired,
      String instanceType,
      Map<String, String> labels);

  /** Stops a cluster's API server and forgets what was in it. */
  void stop(String account, String region, String cluster);
}

package io.beta9.provisioning.cloudsim.cloud;

import java.util.Map;

/** The Kubernetes control planes of simulated clusters, as controlled by the EKS service. */
public interface ClusterControlPlanes {

  /**
   * The URL of a cluster's API server, and the certificate authority that signed its certificate.
   */
  record Endpoint(String url, String certificateAuthorityBase64) {}

  /** Starts the API server of a cluster unless it is running, and returns its endpoint. */
  Endpoint start(String account, String region, String cluster, String kubernetesVersion);

  /**
   * Sets the number of ready nodes of one node group, and their labels.
   *
   * @param desired the number of nodes; zero removes all
   */
  void setNodes(
      String account,
      String region,
      String cluster,
      String nodeGroup,
      int desired,
      String instanceType,
      Map<String, String> labels);

  /** Stops a cluster's API server and deletes its contents. */
  void stop(String account, String region, String cluster);
}

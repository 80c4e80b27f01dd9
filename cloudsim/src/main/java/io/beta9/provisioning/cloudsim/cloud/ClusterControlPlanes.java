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

  /** Updates the API server of a cluster to another version. Nodes keep theirs. */
  void update(String account, String region, String cluster, String kubernetesVersion);

  /**
   * The ready nodes of one node group.
   *
   * @param desired the number of nodes; zero removes all
   * @param kubernetesVersion the version of their kubelets; nodes of another one are replaced
   */
  record NodeGroupNodes(
      String name,
      int desired,
      String instanceType,
      String kubernetesVersion,
      Map<String, String> labels) {
    public NodeGroupNodes {
      labels = Map.copyOf(labels);
    }
  }

  /** Sets the number of ready nodes of one node group, their version and their labels. */
  void setNodes(String account, String region, String cluster, NodeGroupNodes group);

  /**
   * Installs the workloads of an add-on, or updates their images.
   *
   * @param version the version of the add-on, for example {@code v1.36.3-eksbuild.2}
   */
  void installAddOn(String account, String region, String cluster, String addOn, String version);

  /** Deletes the workloads of an add-on. */
  void removeAddOn(String account, String region, String cluster, String addOn);

  /** Stops a cluster's API server and deletes its contents. */
  void stop(String account, String region, String cluster);
}

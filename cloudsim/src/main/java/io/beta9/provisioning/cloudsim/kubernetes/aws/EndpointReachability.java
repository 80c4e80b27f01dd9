package io.beta9.provisioning.cloudsim.kubernetes.aws;

/** Whether the network lets clients connect to a cluster's API server. */
@FunctionalInterface
public interface EndpointReachability {
  EndpointReachability ALWAYS = (account, region, cluster) -> true;

  boolean isReachable(String account, String region, String cluster);
}

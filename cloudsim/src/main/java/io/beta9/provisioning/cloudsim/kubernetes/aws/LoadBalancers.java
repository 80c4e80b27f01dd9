package io.beta9.provisioning.cloudsim.kubernetes.aws;

import java.util.List;
import java.util.Map;

/**
 * Creates and deletes load balancers for Services of type {@code LoadBalancer}, on behalf of a
 * cluster's cloud controller. Both operations are idempotent for each Service.
 */
public interface LoadBalancers {

  /**
   * Identifies the Service and the properties of its load balancer.
   *
   * @param sourceRanges the CIDR blocks that may connect; empty for all
   */
  record Request(
      String account,
      String region,
      String cluster,
      String namespace,
      String service,
      String serviceUid,
      Map<String, String> annotations,
      List<Integer> ports,
      List<String> sourceRanges) {}

  /**
   * Creates the load balancer if it does not exist, sets the addresses that may connect to it, and
   * returns its host name.
   */
  String create(Request request);

  /** Deletes the load balancer if it exists. */
  void delete(Request request);
}

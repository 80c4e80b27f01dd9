package io.beta9.provisioning.cloudsim.kubernetes.aws;

import java.util.List;
import java.util.Map;

/**
 * The load balancers that a cluster's cloud controller makes for Services of type {@code
 * LoadBalancer}. Both calls may come again for the same Service, and then change nothing.
 */
public interface LoadBalancers {

  /** The Service that one is wanted for. */
  record Request(
      String account,
      String region,
      String cluster,
      String namespace,
      String service,
      String serviceUid,
      Map<String, String> annotations,
      List<Integer> ports) {}

  /** Makes it, or finds it, and gives its host name. */
  String create(Request wanted);

  /** Deletes it, if it is there. */
  void delete(Request wanted);
}

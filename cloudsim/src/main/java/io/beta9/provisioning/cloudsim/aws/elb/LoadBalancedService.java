package io.beta9.provisioning.cloudsim.aws.elb;

import java.util.List;
import java.util.Map;

/**
 * A Kubernetes Service of type LoadBalancer, as seen by its cluster's cloud provider.
 *
 * @param name namespace and name, for example {@code beta9-system/beta9-gateway}
 * @param internal whether its load balancer is reachable only within the VPC
 * @param ports the ports of the load balancer
 */
public record LoadBalancedService(
    String account,
    String region,
    String cluster,
    String name,
    Kind kind,
    boolean internal,
    List<Integer> ports) {
  private static final String PREFIX = "service.beta.kubernetes.io/aws-load-balancer-";

  public LoadBalancedService {
    ports = List.copyOf(ports);
  }

  /** The types of load balancers that annotations can request. */
  public enum Kind {
    CLASSIC,
    NETWORK
  }

  /**
   * Reads the type and scheme from a Service's annotations; by default classic and internet-facing.
   */
  public static LoadBalancedService of(
      String account,
      String region,
      String cluster,
      String name,
      Map<String, String> annotations,
      List<Integer> ports) {
    String type = annotations.getOrDefault(PREFIX + "type", "");
    boolean network = type.startsWith("nlb") || type.equals("external");
    boolean internal =
        annotations.getOrDefault(PREFIX + "internal", "false").equals("true")
            || annotations.getOrDefault(PREFIX + "scheme", "").equals("internal");
    return new LoadBalancedService(
        account, region, cluster, name, network ? Kind.NETWORK : Kind.CLASSIC, internal, ports);
  }

  /** Returns the key of the tag that identifies the cluster of a resource. */
  String clusterTag() {
    return "kubernetes.io/cluster/" + cluster;
  }
}

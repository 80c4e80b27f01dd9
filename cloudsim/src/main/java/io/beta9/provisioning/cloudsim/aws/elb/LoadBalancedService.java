package io.beta9.provisioning.cloudsim.aws.elb;

import java.util.List;
import java.util.Map;

/**
 * A Kubernetes Service of type LoadBalancer, as its cluster's cloud provider sees it.
 *
 * @param name with its namespace: {@code beta9-system/beta9-gateway}
 * @param internal whether its load balancer is for the VPC alone
 * @param ports that the load balancer listens on
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

  /** What a Service's annotations can ask for. */
  public enum Kind {
    CLASSIC,
    NETWORK
  }

  /** Reads the kind and the reach from a Service's annotations; classic and public without any. */
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

  /** The tag key that says whose a resource is. */
  String clusterTag() {
    return "kubernetes.io/cluster/" + cluster;
  }
}

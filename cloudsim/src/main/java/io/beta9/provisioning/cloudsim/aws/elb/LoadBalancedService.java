package io.beta9.provisioning.cloudsim.aws.elb;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Kubernetes Service of type LoadBalancer, as seen by its cluster's cloud provider.
 *
 * @param name namespace and name, for example {@code beta9-system/beta9-gateway}
 * @param ports the ports of the load balancer
 * @param sourceRanges the CIDR blocks that may connect; empty for all
 */
public record LoadBalancedService(
    String account,
    String region,
    String cluster,
    String name,
    List<Integer> ports,
    List<String> sourceRanges,
    Options options) {
  private static final String PREFIX = "service.beta.kubernetes.io/aws-load-balancer-";

  public LoadBalancedService {
    ports = List.copyOf(ports);
    sourceRanges = List.copyOf(sourceRanges);
  }

  /**
   * What annotations request.
   *
   * @param tlsPorts the ports whose listeners terminate TLS
   * @param certificate the certificate of these listeners; empty if there are none
   * @param tags the tags of the load balancer and of what is created for it
   */
  public record Options(
      Kind kind,
      boolean internal,
      Set<Integer> tlsPorts,
      String certificate,
      Map<String, String> tags) {
    public Options {
      tlsPorts = Set.copyOf(tlsPorts);
      tags = Map.copyOf(tags);
    }
  }

  Kind kind() {
    return options.kind();
  }

  boolean internal() {
    return options.internal();
  }

  /** The types of load balancers that annotations can request. */
  public enum Kind {
    CLASSIC,
    NETWORK
  }

  /** Reads a Service that every address may connect to. */
  public static LoadBalancedService of(
      String account,
      String region,
      String cluster,
      String name,
      Map<String, String> annotations,
      List<Integer> ports) {
    return of(account, region, cluster, name, annotations, ports, List.of());
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
      List<Integer> ports,
      List<String> sourceRanges) {
    String type = annotations.getOrDefault(PREFIX + "type", "");
    boolean network = type.startsWith("nlb") || type.equals("external");
    boolean internal =
        annotations.getOrDefault(PREFIX + "internal", "false").equals("true")
            || annotations.getOrDefault(PREFIX + "scheme", "").equals("internal");
    Set<Integer> tlsPorts =
        annotations.containsKey(PREFIX + "ssl-cert")
            ? list(annotations.getOrDefault(PREFIX + "ssl-ports", ""))
                .map(Integer::valueOf)
                .collect(Collectors.toSet())
            : Set.of();
    Map<String, String> tags = new TreeMap<>();
    list(annotations.getOrDefault(PREFIX + "additional-resource-tags", ""))
        .map(tag -> tag.split("=", 2))
        .forEach(tag -> tags.put(tag[0], tag.length > 1 ? tag[1] : ""));
    return new LoadBalancedService(
        account,
        region,
        cluster,
        name,
        ports,
        sourceRanges,
        new Options(
            network ? Kind.NETWORK : Kind.CLASSIC,
            internal,
            tlsPorts,
            annotations.getOrDefault(PREFIX + "ssl-cert", ""),
            tags));
  }

  private static Stream<String> list(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip).filter(item -> !item.isEmpty());
  }

  /** Returns the key of the tag that identifies the cluster of a resource. */
  String clusterTag() {
    return "kubernetes.io/cluster/" + cluster;
  }
}

package io.beta9.provisioning.bench.provision;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long AWS usually takes to create resources, multiplied by a scale.
 *
 * @param byKind duration by the simulator's kind of transition, for example {@code rds:instance}
 */
record AwsLatencies(Map<String, Duration> byKind) {
  private static final Map<String, Duration> USUAL =
      Map.of(
          "eks:cluster", Duration.ofMinutes(9),
          "eks:nodegroup", Duration.ofMinutes(3),
          "eks:addon", Duration.ofSeconds(30),
          "rds:instance", Duration.ofMinutes(10),
          "elasticache:replication-group", Duration.ofMinutes(6),
          "ec2:nat-gateway", Duration.ofSeconds(100),
          "k8s:pod", Duration.ofSeconds(20));

  private static final Map<String, String> KIND_OF_RESOURCE =
      Map.of(
          "aws_eks_cluster", "eks:cluster",
          "aws_eks_node_group", "eks:nodegroup",
          "aws_eks_addon", "eks:addon",
          "aws_db_instance", "rds:instance",
          "aws_elasticache_replication_group", "elasticache:replication-group",
          "aws_nat_gateway", "ec2:nat-gateway");

  static AwsLatencies scaled(double scale) {
    Map<String, Duration> scaled = new LinkedHashMap<>();
    USUAL.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            usual ->
                scaled.put(
                    usual.getKey(),
                    Duration.ofMillis(Math.round(usual.getValue().toMillis() * scale))));
    return new AwsLatencies(scaled);
  }

  /** Returns the configured seconds of a resource of the module; 0 if it is created immediately. */
  double secondsOf(String resource) {
    String type = resource.substring(0, Math.max(resource.indexOf('.'), 0));
    String kind = KIND_OF_RESOURCE.get(type);
    return kind == null ? 0 : seconds(kind);
  }

  /** Returns the seconds that a pod takes to start. */
  double secondsOfPod() {
    return seconds("k8s:pod");
  }

  private double seconds(String kind) {
    return byKind.getOrDefault(kind, Duration.ZERO).toMillis() / 1000.0;
  }

  Map<String, Double> report() {
    Map<String, Double> report = new LinkedHashMap<>();
    byKind.keySet().forEach(kind -> report.put(kind, seconds(kind)));
    return report;
  }
}

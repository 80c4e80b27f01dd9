package io.beta9.provisioning.bench.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bench.provision.ResourceGraph.LongestPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceGraphTest {
  /** As printed by Terraform 1.11. */
  private static final String DOT =
      """
      digraph G {
        rankdir = "RL";
        node [shape = rect, fontname = "sans-serif"];
        "data.aws_region.this" [label="data.aws_region.this"];
        "aws_vpc.this" [label="aws_vpc.this"];
        "aws_subnet.private" [label="aws_subnet.private"];
        "aws_eks_cluster.this" [label="aws_eks_cluster.this"];
        "aws_eks_node_group.this" [label="aws_eks_node_group.this"];
        "aws_db_instance.this" [label="aws_db_instance.this"];
        "aws_subnet.private" -> "aws_vpc.this";
        "aws_eks_cluster.this" -> "aws_subnet.private";
        "aws_eks_node_group.this" -> "aws_eks_cluster.this";
        "aws_eks_node_group.this" -> "aws_subnet.private";
        "aws_db_instance.this" -> "aws_subnet.private";
      }
      """;

  private final ResourceGraph graph = ResourceGraph.parse(DOT.lines().toList());

  @Test
  void reads_resources_and_dependencies() {
    assertThat(graph.dependencies())
        .hasSize(6)
        .containsEntry("aws_vpc.this", java.util.Set.of())
        .containsEntry(
            "aws_eks_node_group.this",
            java.util.Set.of("aws_eks_cluster.this", "aws_subnet.private"));
  }

  @Test
  void finds_the_chain_with_the_largest_sum() {
    Map<String, Double> seconds =
        Map.of(
            "aws_vpc.this", 2.0,
            "aws_subnet.private", 1.0,
            "aws_eks_cluster.this", 9.0,
            "aws_eks_node_group.this", 3.0,
            "aws_db_instance.this", 11.0);

    LongestPath path = graph.longestPath(resource -> seconds.getOrDefault(resource, 0.0));

    assertThat(path.seconds()).isEqualTo(15.0);
    assertThat(path.resources())
        .containsExactly(
            "aws_vpc.this",
            "aws_subnet.private",
            "aws_eks_cluster.this",
            "aws_eks_node_group.this");
  }

  @Test
  void follows_another_chain_once_it_is_longer() {
    LongestPath path =
        graph.longestPath(
            resource ->
                switch (resource) {
                  case "aws_eks_cluster.this" -> 9.0;
                  case "aws_eks_node_group.this" -> 3.0;
                  case "aws_db_instance.this" -> 12.1;
                  default -> 0.0;
                });

    assertThat(path.seconds()).isEqualTo(12.1);
    assertThat(path.resources()).endsWith("aws_db_instance.this");
  }

  @Test
  void rejects_output_without_resources() {
    assertThatThrownBy(() -> ResourceGraph.parse(List.of("digraph G {", "}")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takes_the_instances_of_a_resource_as_one() {
    assertThat(ApplyJournal.resource("aws_subnet.private[\"us-east-1a\"]"))
        .isEqualTo("aws_subnet.private");
    assertThat(ApplyJournal.resource("aws_vpc.this")).isEqualTo("aws_vpc.this");
  }

  @Test
  void scales_the_latencies_of_the_resources_that_take_minutes() {
    AwsLatencies quarter = AwsLatencies.scaled(0.25);

    assertThat(quarter.secondsOf("aws_eks_cluster.this")).isEqualTo(135);
    assertThat(quarter.secondsOf("aws_db_instance.this")).isEqualTo(150);
    assertThat(quarter.secondsOf("aws_elasticache_replication_group.this")).isEqualTo(90);
    assertThat(quarter.secondsOf("aws_eks_node_group.this")).isEqualTo(45);
    assertThat(quarter.secondsOf("aws_vpc.this")).isZero();
  }
}

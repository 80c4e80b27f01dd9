package io.beta9.provisioning.bench.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each takes minutes, because Terraform's provider waits for a database for at least one. */
@Tag("slow")
class ProvisionBenchmarksTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void compares_the_service_with_the_same_work_by_hand() throws Exception {
    OverheadBenchmark benchmark = new OverheadBenchmark(PROJECT);
    benchmark.quick = true;

    Map<String, Object> report = benchmark.run();

    assertThat(report).containsEntry("pairs", 1);
    assertThat((Double) report.get("ratio")).isBetween(0.5, 2.0);
    assertThat(report.get("phases_service"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsKeys("preflight", "apply", "beta9", "check");
    assertThat(report.get("phases_manual"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsKeys("apply", "beta9", "check");
  }

  @Test
  void finds_the_critical_path_in_the_module_and_the_journal() throws Exception {
    CriticalPathBenchmark benchmark = new CriticalPathBenchmark(PROJECT);
    benchmark.quick = true;

    Map<String, Object> report = benchmark.run();

    assertThat((Double) report.get("ratio")).isBetween(1.0, 1.5);
    assertThat(report.get("latency_path_resources"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains("aws_eks_cluster.this", "aws_eks_node_group.this");
  }
}

package io.beta9.provisioning.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScaleBenchmarkTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @Tag("slow")
  @Test
  void every_environment_becomes_ready_although_a_fifth_of_the_workers_dies() throws Exception {
    ScaleBenchmark benchmark = new ScaleBenchmark(PROJECT);
    benchmark.quick = true;

    Map<String, Object> run = benchmark.run();

    JsonNode report = JsonMapper.shared().valueToTree(run);
    JsonNode throughput = report.path("throughput");
    assertThat(throughput.path("completed").asInt()).isEqualTo(200);
    assertThat(throughput.path("claims_lost").asInt()).isZero();
    assertThat(throughput.path("busy_slots").asDouble()).isGreaterThan(0.95);
    JsonNode takeover = report.path("takeover");
    int orphaned = takeover.path("operations_of_dead_workers").asInt();
    assertThat(orphaned).isEqualTo(8);
    assertThat(takeover.path("released").asInt()).isEqualTo(orphaned);
    assertThat(takeover.path("resumed").asInt()).isEqualTo(orphaned);
    // A renewal may have been up to 5 s old, and an observation is up to 2 s late.
    assertThat(takeover.path("seconds_until_released").path("max").asDouble())
        .isBetween(15.0, 22.0);
    JsonNode load = report.path("database").path("by_kind");
    // Each of the 20 workers reads its claims every second, and all owners every two seconds.
    assertThat(load.path("cancellation").path("statements_per_second").asDouble())
        .isCloseTo(20, within(0.5));
    assertThat(load.path("observation").path("statements_per_second").asDouble())
        .isCloseTo(10, within(0.5));
    assertThat(load.path("renewal").path("statements_per_second").asDouble())
        .isCloseTo(8, within(0.5));
  }

  @Test
  void the_fairness_index_is_one_for_equal_shares_and_falls_with_inequality() {
    assertThat(FairnessSamples.jainIndex(3, 3, 3)).isEqualTo(1);
    assertThat(FairnessSamples.jainIndex(1, 0, 0, 0)).isEqualTo(0.25);
    assertThat(FairnessSamples.jainIndex()).isEqualTo(1);
  }

  @Test
  void percentiles_are_values_that_occurred() {
    Distribution distribution = Distribution.of(List.of(4.0, 1.0, 3.0, 2.0));

    assertThat(distribution.percentile(50)).isEqualTo(2);
    assertThat(distribution.percentile(75)).isEqualTo(3);
    assertThat(distribution.percentile(99)).isEqualTo(4);
    assertThat(Distribution.of(List.of()).percentile(50)).isZero();
  }
}

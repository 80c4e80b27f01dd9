package io.beta9.provisioning.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MemoryBenchmarkTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void measures_the_api_after_requests_and_a_worker_after_operations() throws Exception {
    MemoryBenchmark benchmark = new MemoryBenchmark(PROJECT);
    benchmark.quick = true;

    JsonNode report = JsonMapper.shared().valueToTree(benchmark.run());

    JsonNode api = report.path("api");
    assertThat(api.path("resident_mib_after_start").asLong()).isPositive();
    assertThat(api.path("resident_mib_after_requests").path("2000").asLong())
        .isPositive()
        .isLessThan(api.path("goal_mib").asLong());
    JsonNode worker = report.path("worker");
    assertThat(worker.path("operations").asInt()).isEqualTo(20);
    assertThat(worker.path("resident_mib_peak").asLong())
        .isPositive()
        .isLessThan(worker.path("goal_mib").asLong());
  }
}

package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.region.RegionCircuitPolicy;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.worker.loop.RegionMonitor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The real pipelines in a region in which AWS does not respond. */
class RegionCircuitScenariosTest {
  @TempDir Path folder;

  @Test
  void opens_the_circuit_of_a_failing_region_and_closes_it_after_a_successful_probe() {
    try (WorkerTestServers servers = new WorkerTestServers(folder)) {
      RegionCircuitRepository regions = new RegionCircuitRepository(servers.jdbc());
      RegionMonitor watch =
          new RegionMonitor(
              servers.transactions(),
              regions,
              new RegionQueue(servers.jdbc()),
              new EventRepository(servers.jdbc(), JsonMapper.shared()),
              RegionCircuitPolicy.STANDARD);
      servers
          .cloud()
          .sim()
          .faultRules()
          .add(
              FaultRule.Failure.everyCall(
                  "ec2", "DescribeAvailabilityZones", 503, "Unavailable", "AWS is not well"));
      List<WorkerScenario> scenarios =
          Stream.generate(servers::environment)
              .limit(3)
              .peek(t -> t.work(ProcessLifetime.withoutFaults()))
              .toList();
      assertThat(scenarios).allMatch(WorkerScenario::isPostponed);
      watch.check();
      WorkerScenario newcomer = servers.environment();
      watch.check();

      newcomer.work(ProcessLifetime.withoutFaults());
      assertThat(newcomer.events()).as("not started").hasSize(1);
      assertThat(newcomer.events().getFirst())
          .satisfies(
              event -> {
                assertThat(event.is(EventKind.WAITING_FOR_REGION)).isTrue();
                assertThat(event.text("region")).isEqualTo("us-east-1");
                assertThat(event.data().path("reason").toString()).contains("aws-unavailable");
                assertThat(event.data().toString())
                    .as("what AWS reported to another tenant")
                    .doesNotContain("AWS is not well");
              });

      servers.cloud().sim().faultRules().clear();
      servers.jdbc().sql("update region_circuits set until = now()").update();
      scenarios.forEach(WorkerScenario::makeDue);
      watch.check();
      newcomer.work(ProcessLifetime.withoutFaults());
      assertThat(scenarios.getFirst().ending().environment()).contains("status ready");
      assertThat(newcomer.events()).as("one probe at a time").hasSize(1);

      watch.check();
      assertThat(regions.notClosed()).isEmpty();
      for (int i = 0; i < 3; i++) {
        newcomer.work(ProcessLifetime.withoutFaults());
      }
      assertThat(newcomer.ending().environment()).contains("status ready");
      assertThat(scenarios).allMatch(scenario -> !scenario.isPostponed());
    }
  }
}

package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

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
    try (WorkerTestServers ground = new WorkerTestServers(folder)) {
      RegionCircuitRepository regions = new RegionCircuitRepository(ground.jdbc());
      RegionMonitor watch =
          new RegionMonitor(
              ground.transactions(),
              regions,
              new RegionQueue(ground.jdbc()),
              new EventRepository(ground.jdbc(), JsonMapper.shared()),
              RegionCircuitPolicy.STANDARD);
      ground
          .cloud()
          .sim()
          .faultRules()
          .add(
              FaultRule.Failure.everyCall(
                  "ec2", "DescribeAvailabilityZones", 503, "Unavailable", "AWS is not well"));
      List<WorkerScenario> trials =
          Stream.generate(ground::environment)
              .limit(3)
              .peek(t -> t.work(ProcessLifetime.withoutFaults()))
              .toList();
      assertThat(trials).allMatch(WorkerScenario::isPostponed);
      watch.check();
      WorkerScenario newcomer = ground.environment();
      watch.check();

      newcomer.work(ProcessLifetime.withoutFaults());
      assertThat(newcomer.eventLines()).as("not started").hasSize(1);
      assertThat(newcomer.eventLines().getFirst())
          .startsWith(
              "waiting-for-region: us-east-1 accepts no new operations; it is probed with one"
                  + " operation")
          .contains("'aws-unavailable' 3 times", "AWS is not well");

      ground.cloud().sim().faultRules().clear();
      ground.jdbc().sql("update region_circuits set until = now()").update();
      trials.forEach(WorkerScenario::makeDue);
      watch.check();
      newcomer.work(ProcessLifetime.withoutFaults());
      assertThat(trials.getFirst().ending().environment()).contains("status ready");
      assertThat(newcomer.eventLines()).as("one probe at a time").hasSize(1);

      watch.check();
      assertThat(regions.notClosed()).isEmpty();
      for (int i = 0; i < 3; i++) {
        newcomer.work(ProcessLifetime.withoutFaults());
      }
      assertThat(newcomer.ending().environment()).contains("status ready");
      assertThat(trials).allMatch(trial -> !trial.isPostponed());
    }
  }
}

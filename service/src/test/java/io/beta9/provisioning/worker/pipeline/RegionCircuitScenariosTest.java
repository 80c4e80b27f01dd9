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

/** A region whose AWS does not answer, seen by the steps of the real pipelines. */
class RegionCircuitScenariosTest {
  @TempDir Path folder;

  @Test
  void a_region_that_fails_for_three_is_left_alone_and_one_tries_it_when_it_is_well_again() {
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
              .peek(t -> t.work(ProcessLifetime.undisturbed()))
              .toList();
      assertThat(trials).allMatch(WorkerScenario::isPostponed);
      watch.look();
      WorkerScenario newcomer = ground.environment();
      watch.look();

      newcomer.work(ProcessLifetime.undisturbed());
      assertThat(newcomer.told()).as("nobody has begun it").hasSize(1);
      assertThat(newcomer.told().getFirst())
          .startsWith("waiting-for-region: us-east-1 is not fed with new work; one operation tries")
          .contains("3 times 'aws-unavailable'", "AWS is not well");

      ground.cloud().sim().faultRules().clear();
      ground.jdbc().sql("update region_circuits set until = now()").update();
      trials.forEach(WorkerScenario::passThePause);
      watch.look();
      newcomer.work(ProcessLifetime.undisturbed());
      assertThat(trials.getFirst().ending().environment()).contains("status ready");
      assertThat(newcomer.told()).as("one at a time").hasSize(1);

      watch.look();
      assertThat(regions.holdingBack()).isEmpty();
      for (int i = 0; i < 3; i++) {
        newcomer.work(ProcessLifetime.undisturbed());
      }
      assertThat(newcomer.ending().environment()).contains("status ready");
      assertThat(trials).allMatch(trial -> !trial.isPostponed());
    }
  }
}

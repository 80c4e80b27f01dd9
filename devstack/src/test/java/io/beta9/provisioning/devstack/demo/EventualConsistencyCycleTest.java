package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.stack.TestInstallation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Provisions, updates and destroys an environment with real Terraform and Helm while the reads of
 * the simulated cloud lag its writes by seconds.
 */
@Tag("extended")
class EventualConsistencyCycleTest {
  private static final Duration LAG = Duration.ofSeconds(6);
  private static final long SEED = Long.getLong("lag.seed", 20_260_101);

  @TempDir Path directory;

  @Test
  void provisions_updates_and_destroys_while_reads_lag_writes() throws Exception {
    try (TestInstallation installation = TestInstallation.start(directory)) {
      DemoCloud cloud = installation.cloud();
      DemoCustomer.registerAccount(installation.stack().api(), cloud);
      cloud.cloud().faultRules().add(FaultRule.Lag.ofAws(LAG, SEED));
      String metaConfig = TestInstallation.projectFile("examples/small.yaml");

      LifecycleRun.Report report =
          new LifecycleRun(installation.api(), installation.watch(), installation.stack(), cloud)
              .run(
                  metaConfig.getBytes(StandardCharsets.UTF_8),
                  "small.yaml",
                  id -> installation.update(id, metaConfig + "tags: {team: research}\n"));
      cloud.cloud().faultRules().clear();

      assertThat(report.ready()).as(() -> installation.events(report.environmentId())).isTrue();
      assertThat(report.destroyed()).as(() -> installation.events(report.environmentId())).isTrue();
      assertThat(report.beta9Healthy()).isTrue();
      assertThat(cloud.leftovers()).isEmpty();
      assertThat(installation.events(report.environmentId()))
          .doesNotContain("created twice", "in no state");
    }
  }
}

package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.cli.progress.EnvironmentWatch;
import io.beta9.provisioning.cli.progress.ProgressView;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Provisions, updates and destroys an environment with real Terraform and Helm while the reads of
 * the simulated cloud lag its writes by seconds.
 */
@Tag("extended")
class EventualConsistencyCycleTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LAG = Duration.ofSeconds(6);
  private static final long SEED = Long.getLong("lag.seed", 20_260_101);

  @TempDir Path directory;

  @Test
  void provisions_updates_and_destroys_while_reads_lag_writes() throws Exception {
    try (DemoCloud cloud = DemoCloud.start(directory.resolve("cloud"), true);
        DevStack stack =
            DevStack.start(
                directory.resolve("servers"),
                Ports.findFree(),
                Map.of(
                    "WORKDIR_BASE",
                    directory.resolve("work").toString(),
                    "HELM_RUNNER_JAR",
                    PROJECT.resolve("helm-runner/target/helm-runner.jar").toString(),
                    "CHARTS_DIR",
                    PROJECT.resolve("deploy/charts").toString()));
        ApiClient api = new ApiClient(stack.api());
        ProgressView view = ProgressView.onErr(terminal())) {
      DemoCustomer.registerAccount(stack.api(), cloud);
      cloud.cloud().faultRules().add(FaultRule.Lag.ofAws(LAG, SEED));
      EnvironmentWatch watch = new EnvironmentWatch(api, view);
      byte[] metaConfig = Files.readAllBytes(PROJECT.resolve("examples/small.yaml"));

      LifecycleRun.Report report =
          new LifecycleRun(api, watch, stack, cloud)
              .run(metaConfig, "small.yaml", id -> update(api, watch, id, metaConfig));
      cloud.cloud().faultRules().clear();

      assertThat(report.ready()).as(() -> eventLog(api, report.environmentId())).isTrue();
      assertThat(report.destroyed()).as(() -> eventLog(api, report.environmentId())).isTrue();
      assertThat(report.beta9Healthy()).isTrue();
      assertThat(cloud.leftovers()).isEmpty();
      assertThat(eventLog(api, report.environmentId()))
          .doesNotContain("created twice", "in no state");
    }
  }

  private static void update(ApiClient api, EnvironmentWatch watch, String id, byte[] metaConfig) {
    String tagged = new String(metaConfig, StandardCharsets.UTF_8) + "tags: {team: research}\n";
    long lastEvent =
        api.page(id, Timeline.EVENTS, 0).stream().mapToLong(e -> e.value().id()).max().orElse(0);
    api.post(
        ApiClient.environmentPath(id, "/update"),
        Map.of(),
        tagged.getBytes(StandardCharsets.UTF_8),
        "application/yaml",
        EnvironmentView.class);
    EnvironmentView updated = watch.follow(id, lastEvent).value();
    assertThat(updated.status()).as(() -> eventLog(api, id)).isEqualTo("ready");
  }

  private static String eventLog(ApiClient api, String id) {
    return api.page(id, Timeline.EVENTS, 0).stream()
        .map(event -> event.value())
        .map(EventView::message)
        .collect(Collectors.joining("\n"));
  }

  private Terminal terminal() {
    return new Terminal(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(System.out),
        new PrintStream(System.err),
        false,
        false,
        Map.of(),
        directory);
  }
}

package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.cli.progress.EnvironmentWatch;
import io.beta9.provisioning.cli.progress.ProgressView;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Provisions and destroys an environment in AWS GovCloud with real Terraform and Helm. The
 * simulated cloud rejects credentials, policies and roles of other partitions, as AWS does.
 */
@Tag("slow")
class GovCloudCycleTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String REGION = "us-gov-west-1";

  @TempDir Path directory;

  @Test
  void provisions_and_destroys_without_an_arn_of_another_partition() throws Exception {
    try (DemoCloud cloud = DemoCloud.start(directory.resolve("cloud"), Map.of(), REGION);
        DevStack stack =
            DevStack.start(
                directory.resolve("servers"),
                Ports.findFree(),
                Map.of(
                    "AWS_REGION",
                    REGION,
                    "WORKDIR_BASE",
                    directory.resolve("work").toString(),
                    "HELM_RUNNER_JAR",
                    PROJECT.resolve("helm-runner/target/helm-runner.jar").toString(),
                    "CHARTS_DIR",
                    PROJECT.resolve("deploy/charts").toString()));
        ApiClient api = new ApiClient(stack.api());
        ProgressView view = ProgressView.onErr(terminal())) {
      AccountView account = DemoCustomer.registerAccount(stack.api(), cloud);
      assertThat(account.roleArn())
          .isEqualTo("arn:aws-us-gov:iam::123456789012:role/Beta9Provisioner");
      assertThat(String.valueOf(account.trustPolicy()))
          .contains("arn:aws-us-gov:iam::999999999999:root");
      String metaConfig =
          Files.readString(PROJECT.resolve("examples/small.yaml"))
              .replaceFirst("region: \\S+", "region: " + REGION);

      LifecycleRun.Report report =
          new LifecycleRun(api, new EnvironmentWatch(api, view), stack, cloud)
              .run(
                  metaConfig.getBytes(StandardCharsets.UTF_8),
                  "small.yaml",
                  id -> {
                    assertThat(cloud.existingResources())
                        .extracting(TaggedResource::arn)
                        .isNotEmpty()
                        .allMatch(arn -> arn.startsWith("arn:aws-us-gov:"));
                    assertThat(String.valueOf(api.environment(id).value().outputs()))
                        .contains("arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/")
                        .doesNotContain("arn:aws:");
                  });

      assertThat(report.ready()).as(() -> events(api, report)).isTrue();
      assertThat(report.destroyed()).as(() -> events(api, report)).isTrue();
      assertThat(report.beta9Healthy()).isTrue();
      assertThat(cloud.leftovers()).isEmpty();
      assertThat(events(api, report)).doesNotContain("arn:aws:");
    }
  }

  private static String events(ApiClient api, LifecycleRun.Report report) {
    StringBuilder text = new StringBuilder();
    api.page(report.environmentId(), Timeline.EVENTS, 0)
        .forEach(event -> text.append(event.value().message()).append('\n'));
    return text.toString();
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

package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eks.EksClient;

/**
 * Provisions an environment in each of the other partitions with real Terraform and Helm, updates
 * its Kubernetes version, and destroys it. The simulated cloud rejects credentials, policies and
 * roles of other partitions, as AWS does.
 */
@Tag("slow")
class PartitionCycleTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"us-gov-west-1, aws-us-gov", "cn-north-1, aws-cn"})
  void provisions_updates_and_destroys_without_an_arn_of_another_partition(
      String region, String partition) throws Exception {
    try (DemoCloud cloud = DemoCloud.start(directory.resolve("cloud"), Map.of(), region);
        DevStack stack =
            DevStack.start(
                directory.resolve("servers"),
                Ports.findFree(),
                Map.of(
                    "AWS_REGION",
                    region,
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
          .isEqualTo("arn:" + partition + ":iam::123456789012:role/Beta9Provisioner");
      assertThat(String.valueOf(account.trustPolicy()))
          .contains("arn:" + partition + ":iam::999999999999:root");
      String metaConfig =
          Files.readString(PROJECT.resolve("examples/small.yaml"))
                  .replaceFirst("region: \\S+", "region: " + region)
              + "cluster: {kubernetes_version: '1.35'}\n";

      EnvironmentWatch watch = new EnvironmentWatch(api, view);
      LifecycleRun.Report report =
          new LifecycleRun(api, watch, stack, cloud)
              .run(
                  metaConfig.getBytes(StandardCharsets.UTF_8),
                  "small.yaml",
                  id -> {
                    assertThat(cloud.existingResources())
                        .extracting(TaggedResource::arn)
                        .isNotEmpty()
                        .allMatch(arn -> arn.startsWith("arn:" + partition + ":"));
                    assertThat(String.valueOf(api.environment(id).value().outputs()))
                        .contains("arn:" + partition + ":kms:" + region + ":123456789012:key/")
                        .doesNotContain("arn:aws:");
                    update(api, watch, id, metaConfig.replace("1.35", "1.36"));
                    assertThat(versions(cloud, region, api.environment(id).value()))
                        .isNotEmpty()
                        .allMatch(version -> version.startsWith("1.36"));
                  });

      assertThat(report.ready()).as(() -> events(api, report)).isTrue();
      assertThat(report.destroyed()).as(() -> events(api, report)).isTrue();
      assertThat(report.beta9Healthy()).isTrue();
      assertThat(cloud.leftovers()).isEmpty();
      assertThat(events(api, report)).doesNotContain("arn:aws:");
    }
  }

  private static void update(ApiClient api, EnvironmentWatch watch, String id, String metaConfig) {
    long lastEvent =
        api.page(id, Timeline.EVENTS, 0).stream().mapToLong(e -> e.value().id()).max().orElse(0);
    api.post(
        ApiClient.environmentPath(id, "/update"),
        Map.of(),
        metaConfig.getBytes(StandardCharsets.UTF_8),
        "application/yaml",
        EnvironmentView.class);
    assertThat(watch.follow(id, lastEvent).value().status()).isEqualTo("ready");
  }

  /** Returns the versions of the control plane, of the node groups and of kube-proxy. */
  private static List<String> versions(
      DemoCloud cloud, String region, EnvironmentView environment) {
    String cluster = String.valueOf(environment.outputs().get("cluster_name"));
    List<String> versions = new ArrayList<>();
    try (EksClient eks = cloud.eks(region)) {
      versions.add(eks.describeCluster(r -> r.name(cluster)).cluster().version());
      for (String group : eks.listNodegroups(r -> r.clusterName(cluster)).nodegroups()) {
        versions.add(
            eks.describeNodegroup(r -> r.clusterName(cluster).nodegroupName(group))
                .nodegroup()
                .version());
      }
      versions.add(
          eks.describeAddon(r -> r.clusterName(cluster).addonName("kube-proxy"))
              .addon()
              .addonVersion()
              .substring(1));
    }
    return versions;
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

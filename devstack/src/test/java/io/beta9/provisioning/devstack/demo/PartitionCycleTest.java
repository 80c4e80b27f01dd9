package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.stack.TestInstallation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"us-gov-west-1, aws-us-gov", "cn-north-1, aws-cn"})
  void provisions_updates_and_destroys_without_an_arn_of_another_partition(
      String region, String partition) throws Exception {
    try (TestInstallation installation = TestInstallation.startIn(directory, region)) {
      DemoCloud cloud = installation.cloud();
      ApiClient api = installation.api();
      AccountView account = DemoCustomer.registerAccount(installation.stack().api(), cloud);
      assertThat(account.roleArn())
          .isEqualTo("arn:" + partition + ":iam::123456789012:role/Beta9Provisioner");
      assertThat(String.valueOf(account.trustPolicy()))
          .contains("arn:" + partition + ":iam::999999999999:root");
      String metaConfig =
          TestInstallation.projectFile("examples/small.yaml")
                  .replaceFirst("region: \\S+", "region: " + region)
              + "cluster: {kubernetes_version: '1.35'}\n";

      LifecycleRun.Report report =
          new LifecycleRun(api, installation.watch(), installation.stack(), cloud)
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
                    installation.update(id, metaConfig.replace("1.35", "1.36"));
                    assertThat(versions(cloud, region, api.environment(id).value()))
                        .isNotEmpty()
                        .allMatch(version -> version.startsWith("1.36"));
                  });

      assertThat(report.ready()).as(() -> installation.events(report.environmentId())).isTrue();
      assertThat(report.destroyed()).as(() -> installation.events(report.environmentId())).isTrue();
      assertThat(report.beta9Healthy()).isTrue();
      assertThat(cloud.leftovers()).isEmpty();
      assertThat(installation.events(report.environmentId())).doesNotContain("arn:aws:");
    }
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
}

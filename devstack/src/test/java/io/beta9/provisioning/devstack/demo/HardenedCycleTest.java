package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.devstack.stack.TestInstallation;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;

/**
 * Provisions and destroys {@code examples/hardened.yaml}, with everything that restricts, logs and
 * protects, with real Terraform and Helm against the simulated cloud.
 */
@Tag("slow")
class HardenedCycleTest {
  /** The customer's administrator, whom the demo's cloud knows. */
  private static final StaticCredentialsProvider CUSTOMER =
      StaticCredentialsProvider.create(
          AwsBasicCredentials.create("AKIAVERIFYVERIFYVER1", "not-a-secret"));

  /** The administrator of the cluster in the example. */
  private static final String ADMIN = "arn:aws:iam::123456789012:role/acme-platform-admin";

  @TempDir Path directory;

  @Test
  void provisions_a_restricted_environment_and_keeps_only_the_snapshot_of_its_database()
      throws Exception {
    try (TestInstallation installation =
            TestInstallation.start(directory, Map.of("WORKER_SOURCE_CIDRS", "198.51.100.7/32"));
        S3Client s3 =
            S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CUSTOMER)
                .region(Region.of(DemoCloud.REGION))
                .endpointOverride(URI.create(installation.cloud().url()))
                .forcePathStyle(true)
                .build();
        RdsClient rds =
            RdsClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CUSTOMER)
                .region(Region.of(DemoCloud.REGION))
                .endpointOverride(URI.create(installation.cloud().url()))
                .build();
        EksClient eks =
            EksClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CUSTOMER)
                .region(Region.of(DemoCloud.REGION))
                .endpointOverride(URI.create(installation.cloud().url()))
                .build();
        SecretsManagerClient secrets =
            SecretsManagerClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CUSTOMER)
                .region(Region.of(DemoCloud.REGION))
                .endpointOverride(URI.create(installation.cloud().url()))
                .build()) {
      DemoCloud cloud = installation.cloud();
      DevStack stack = installation.stack();
      ApiClient api = installation.api();
      s3.createBucket(r -> r.bucket("acme-access-logs"));
      cloud.trust(
          ADMIN,
          """
          {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]}
          """);
      DemoCustomer.registerAccount(stack.api(), cloud);
      LifecycleRun.Report report =
          new LifecycleRun(api, installation.watch(), stack, cloud)
              .run(
                  TestInstallation.projectFile("examples/hardened.yaml")
                      .getBytes(StandardCharsets.UTF_8),
                  "hardened.yaml",
                  id -> {
                    String name = id.replace("env_", "beta9-");
                    assertThat(secrets.listSecrets().secretList())
                        .hasSize(6)
                        .extracting(SecretListEntry::kmsKeyId)
                        .allSatisfy(key -> assertThat(key).endsWith("alias/" + name));
                    assertThat(operations(cloud)).contains("CreateFlowLogs", "PutBucketLogging");
                    assertThat(administrators(eks, name)).contains(ADMIN);
                    installation.update(id, withoutAdministrators());
                    assertThat(administrators(eks, name)).doesNotContain(ADMIN).hasSize(1);
                    assertThatThrownBy(() -> api.destroy(id))
                        .isInstanceOf(CommandException.class)
                        .hasMessageContaining("--final-snapshot");
                  },
                  true);

      assertThat(report.ready()).isTrue();
      assertThat(report.destroyed()).isTrue();
      assertThat(report.beta9Healthy()).isTrue();
      assertThat(cloud.leftovers()).isEmpty();
      List<DBSnapshot> snapshots = rds.describeDBSnapshots().dbSnapshots();
      assertThat(snapshots)
          .singleElement()
          .satisfies(
              snapshot -> {
                assertThat(snapshot.dbSnapshotIdentifier())
                    .isEqualTo(report.environmentId().replace("env_", "beta9-") + "-final");
                assertThat(snapshot.kmsKeyId()).endsWith("alias/aws/rds");
              });
      assertThat(api.environment(report.environmentId()).value().outputs())
          .containsEntry("final_snapshot", snapshots.getFirst().dbSnapshotIdentifier());
    }
  }

  private static List<String> administrators(EksClient eks, String cluster) {
    return eks.listAccessEntries(
            r ->
                r.clusterName(cluster)
                    .associatedPolicyArn(
                        "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"))
        .accessEntries();
  }

  /** Returns the meta-config without administrators; that interrupts nothing. */
  private static String withoutAdministrators() {
    return TestInstallation.projectFile("examples/hardened.yaml")
        .replaceFirst("(?m)^access:\\n(?:  .*\\n)+", "");
  }

  private static List<String> operations(DemoCloud cloud) {
    return cloud.cloud().requests().all().stream().map(request -> request.operation()).toList();
  }
}

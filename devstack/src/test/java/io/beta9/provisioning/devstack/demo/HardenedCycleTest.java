package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.progress.EnvironmentWatch;
import io.beta9.provisioning.cli.progress.ProgressView;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

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
    try (DemoCloud cloud = DemoCloud.start(directory.resolve("cloud"), true);
        DevStack stack =
            DevStack.start(
                directory.resolve("servers"),
                Ports.findFree(),
                Map.of(
                    "WORKDIR_BASE",
                    directory.resolve("work").toString(),
                    "WORKER_SOURCE_CIDRS",
                    "198.51.100.7/32",
                    "HELM_RUNNER_JAR",
                    PROJECT.resolve("helm-runner/target/helm-runner.jar").toString(),
                    "CHARTS_DIR",
                    PROJECT.resolve("deploy/charts").toString()));
        ApiClient api = new ApiClient(stack.api());
        ProgressView view = ProgressView.onErr(terminal());
        S3Client s3 =
            S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CUSTOMER)
                .region(Region.of(DemoCloud.REGION))
                .endpointOverride(URI.create(cloud.url()))
                .forcePathStyle(true)
                .build();
        RdsClient rds =
            RdsClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CUSTOMER)
                .region(Region.of(DemoCloud.REGION))
                .endpointOverride(URI.create(cloud.url()))
                .build();
        EksClient eks =
            EksClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CUSTOMER)
                .region(Region.of(DemoCloud.REGION))
                .endpointOverride(URI.create(cloud.url()))
                .build();
        SecretsManagerClient secrets =
            SecretsManagerClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CUSTOMER)
                .region(Region.of(DemoCloud.REGION))
                .endpointOverride(URI.create(cloud.url()))
                .build()) {
      s3.createBucket(r -> r.bucket("acme-access-logs"));
      cloud.trust(
          ADMIN,
          """
          {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]}
          """);
      DemoCustomer.registerAccount(stack.api(), cloud);
      LifecycleRun.Report report =
          new LifecycleRun(api, new EnvironmentWatch(api, view), stack, cloud)
              .run(
                  Files.readAllBytes(PROJECT.resolve("examples/hardened.yaml")),
                  "hardened.yaml",
                  id -> {
                    String name = id.replace("env_", "beta9-");
                    assertThat(secrets.listSecrets().secretList())
                        .hasSize(6)
                        .extracting(SecretListEntry::kmsKeyId)
                        .allSatisfy(key -> assertThat(key).endsWith("alias/" + name));
                    assertThat(operations(cloud)).contains("CreateFlowLogs", "PutBucketLogging");
                    assertThat(administrators(eks, name)).contains(ADMIN);
                    withoutAdministrators(api, id);
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

  /** Removes the administrators from the ready environment, which interrupts nothing. */
  private static void withoutAdministrators(ApiClient api, String id) {
    try {
      String metaConfig =
          Files.readString(PROJECT.resolve("examples/hardened.yaml"))
              .replaceFirst("(?m)^access:\\n(?:  .*\\n)+", "");
      api.post(
          ApiClient.environmentPath(id, "/update"),
          Map.of(),
          metaConfig.getBytes(StandardCharsets.UTF_8),
          "application/yaml",
          EnvironmentView.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await()
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> api.environment(id).value().status(),
            status -> status.equals("ready") || status.equals("failed"));
    assertThat(api.environment(id).value().status()).isEqualTo("ready");
  }

  private static List<String> operations(DemoCloud cloud) {
    return cloud.cloud().requests().all().stream().map(request -> request.operation()).toList();
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

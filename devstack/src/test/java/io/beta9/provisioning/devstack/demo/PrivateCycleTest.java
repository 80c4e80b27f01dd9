package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.stack.TestInstallation;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/**
 * Provisions, updates and destroys an environment whose Kubernetes API is private from the start,
 * with real Terraform and Helm. The simulated cloud refuses connections from outside the VPC while
 * the public endpoint is closed, also those of the worker.
 */
@Tag("slow")
class PrivateCycleTest {
  @TempDir Path directory;

  private static String metaConfig(int maxWorkers) {
    return """
    name: acme-private
    cloud: {provider: aws, region: us-east-1, account_id: "123456789012"}
    cluster:
      profile: small
      endpoint: {access: private, allowed_cidrs: [10.9.0.0/16]}
    beta9:
      domain: beta9.acme.example
      allowed_cidrs: [10.9.0.0/16]
      workers: {max_workers: %d}
    """
        .formatted(maxWorkers);
  }

  @Test
  void the_api_is_open_to_the_workers_only_while_an_operation_uses_it() throws Exception {
    try (TestInstallation installation =
            TestInstallation.start(directory, Map.of("WORKER_SOURCE_CIDRS", "198.51.100.7/32"));
        EksClient eks =
            EksClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("AKIAVERIFYVERIFYVER1", "not-a-secret")))
                .region(Region.of(DemoCloud.REGION))
                .endpointOverride(URI.create(installation.cloud().url()))
                .build()) {
      DemoCloud cloud = installation.cloud();
      DemoCustomer.registerAccount(installation.stack().api(), cloud);
      LifecycleRun.Report report =
          new LifecycleRun(installation.api(), installation.watch(), installation.stack(), cloud)
              .run(
                  metaConfig(2).getBytes(StandardCharsets.UTF_8),
                  "private.yaml",
                  id -> {
                    String name = id.replace("env_", "beta9-");
                    requireClosed(eks, name);
                    installation.update(id, metaConfig(3));
                    requireClosed(eks, name);
                    assertThat(installation.events(id))
                        .containsSubsequence(
                            "the private Kubernetes API is opened to 198.51.100.7/32",
                            "the Kubernetes API of " + name + " is private again",
                            "the private Kubernetes API is opened to 198.51.100.7/32",
                            "the Kubernetes API of " + name + " is private again");
                  });

      assertThat(report.ready()).isTrue();
      assertThat(report.beta9Healthy()).isTrue();
      assertThat(report.destroyed()).isTrue();
      assertThat(cloud.leftovers()).isEmpty();
    }
  }

  private static void requireClosed(EksClient eks, String cluster) {
    VpcConfigResponse vpc =
        eks.describeCluster(r -> r.name(cluster)).cluster().resourcesVpcConfig();
    assertThat(vpc.endpointPublicAccess()).isFalse();
    assertThat(vpc.endpointPrivateAccess()).isTrue();
    assertThat(vpc.publicAccessCidrs()).containsExactly("198.51.100.7/32");
  }
}

package io.beta9.provisioning.cloudsim.aws.eks;

import static io.beta9.provisioning.cloudsim.AwsClients.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.TerraformStack;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.elasticache.ElastiCacheService;
import io.beta9.provisioning.cloudsim.aws.iam.IamService;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import io.beta9.provisioning.cloudsim.aws.logs.LogsService;
import io.beta9.provisioning.cloudsim.aws.rds.RdsService;
import io.beta9.provisioning.cloudsim.aws.secretsmanager.SecretsManagerService;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Applies and destroys a database, a cache and a cluster with the real Terraform, all at the same
 * time because most of the time is spent in the provider's polling intervals.
 */
@Tag("slow")
class ServicesTerraformTest {
  private static final String ACCOUNT = "123456789012";
  private static final String REGION = "us-east-1";

  @Test
  void plans_no_changes_after_apply_and_leaves_nothing_after_destroy(@TempDir Path folder) {
    InstantSource clock = InstantSource.system();
    AtomicReference<RdsService> rds = new AtomicReference<>();
    try (CloudSim sim =
            CloudSim.builder()
                .service(cloud -> new Ec2Service(cloud, clock))
                .service(cloud -> new KmsService(cloud.store()))
                .service(cloud -> new LogsService(cloud.store()))
                .service(cloud -> new SecretsManagerService(cloud.store()))
                .service(
                    cloud -> {
                      rds.set(new RdsService(cloud.store(), new Ec2Service(cloud, clock)));
                      return rds.get();
                    })
                .service(
                    cloud -> new ElastiCacheService(cloud.store(), new Ec2Service(cloud, clock)))
                .service(
                    cloud ->
                        new EksService(
                            cloud.store(),
                            new Ec2Service(cloud, clock),
                            new IamService(cloud.store()).directory()))
                .start();
        SecretsManagerClient secrets = client(sim, SecretsManagerClient.builder());
        CloudWatchLogsClient logs = client(sim, CloudWatchLogsClient.builder());
        Ec2Client ec2 = client(sim, Ec2Client.builder())) {
      secrets.createSecret(
          it -> it.name("beta9/t/database").secretString("{\"password\":\"a-password\"}"));
      TerraformStack stack =
          new TerraformStack(folder, sim.url()).init("/terraform/services/main.tf");

      stack.apply();
      stack.assertNoChanges();
      assertThat(stack.output("database_host")).endsWith(".rds.amazonaws.com");
      assertThat(stack.output("database_version")).isEqualTo("16.10");
      assertThat(stack.output("redis_host")).endsWith(".cache.amazonaws.com");
      String password =
          sim.inspect(store -> rds.get().masterPassword(ACCOUNT, REGION, "t").orElseThrow());
      assertThat(password).isEqualTo("a-password");

      stack.destroy();
      assertThat(ec2.describeVpcs().vpcs()).isEmpty();
      assertThat(ec2.describeNetworkInterfaces().networkInterfaces()).isEmpty();
      assertThat(ec2.describeSecurityGroups().securityGroups()).isEmpty();
      // RDS leaves its own log group, and the key is pending deletion
      assertThat(logs.describeLogGroups().logGroups())
          .allSatisfy(it -> assertThat(it.logGroupName()).startsWith("/aws/rds/instance/t/"));
      assertThat(ec2.describeInstances().reservations())
          .flatExtracting(Reservation::instances)
          .allSatisfy(it -> assertThat(it.state().nameAsString()).isEqualTo("terminated"));
      assertThat(sim.inventory(ACCOUNT, REGION))
          .allSatisfy(left -> assertThat(left.type()).isIn("key", "instance"));
    }
  }
}

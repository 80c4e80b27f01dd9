package io.beta9.provisioning.cloudsim.aws.ec2;

import static io.beta9.provisioning.cloudsim.AwsClients.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.TerraformStack;
import io.beta9.provisioning.cloudsim.aws.ec2.network.NatGateways;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;

/** Applies and destroys the network of an environment with the real Terraform. */
@org.junit.jupiter.api.Tag("slow")
class NetworkTerraformTest {

  @Test
  void plans_no_changes_after_apply_and_leaves_nothing_after_destroy(@TempDir Path folder) {
    try (CloudSim sim =
            CloudSim.builder()
                .service(cloud -> new Ec2Service(cloud, InstantSource.system()))
                .latency(NatGateways.LATENCY, Duration.ofSeconds(2))
                .latency(NatGateways.LATENCY + ":delete", Duration.ofSeconds(2))
                .start();
        Ec2Client ec2 = client(sim, Ec2Client.builder())) {
      TerraformStack stack =
          new TerraformStack(folder, sim.url()).init("/terraform/network/main.tf");

      assertThat(stack.apply()).contains("26 added, 0 changed, 0 destroyed");
      stack.assertNoChanges();
      assertThat(stack.output("nat_address")).startsWith("198.18.");

      assertThat(stack.apply("-var=instance_tag=second"))
          .contains("0 added, 1 changed, 0 destroyed");
      stack.assertNoChanges("-var=instance_tag=second");
      assertThat(ec2.describeLaunchTemplates().launchTemplates().getFirst().defaultVersionNumber())
          .isEqualTo(2);

      assertThat(stack.destroy()).contains("26 destroyed");
      assertThat(ec2.describeVpcs().vpcs()).isEmpty();
      assertThat(ec2.describeAddresses().addresses()).isEmpty();
      assertThat(ec2.describeSecurityGroups().securityGroups()).isEmpty();
      assertThat(ec2.describeNetworkInterfaces().networkInterfaces()).isEmpty();
      assertThat(ec2.describeLaunchTemplates().launchTemplates()).isEmpty();
      assertThat(ec2.describeNatGateways().natGateways())
          .allMatch(gateway -> gateway.state() == NatGatewayState.DELETED);
    }
  }
}

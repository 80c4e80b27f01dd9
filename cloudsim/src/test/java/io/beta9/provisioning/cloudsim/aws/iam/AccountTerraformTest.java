package io.beta9.provisioning.cloudsim.aws.iam;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.TerraformStack;
import io.beta9.provisioning.cloudsim.aws.ecr.EcrService;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import io.beta9.provisioning.cloudsim.aws.logs.LogsService;
import io.beta9.provisioning.cloudsim.aws.secretsmanager.SecretsManagerService;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Applies, changes and destroys identities, keys, log groups, repositories and secrets with the
 * real Terraform.
 */
@Tag("slow")
class AccountTerraformTest {

  @Test
  void plans_no_changes_after_apply_and_leaves_nothing_after_destroy(@TempDir Path folder) {
    try (CloudSim sim =
        CloudSim.builder()
            .service(cloud -> new KmsService(cloud.store()))
            .service(cloud -> new LogsService(cloud.store()))
            .service(cloud -> new EcrService(cloud.store()))
            .service(cloud -> new SecretsManagerService(cloud.store()))
            .start()) {
      TerraformStack stack =
          new TerraformStack(folder, sim.url()).init("/terraform/accounts/main.tf");

      assertThat(stack.apply()).contains("17 added, 0 changed, 0 destroyed");
      stack.assertNoChanges();
      assertThat(stack.output("password")).isEqualTo("password-first");

      stack.apply("-var=round=second");
      stack.assertNoChanges("-var=round=second");
      assertThat(stack.output("password")).isEqualTo("password-second");

      String key = stack.output("key_id");
      assertThat(stack.destroy()).contains("17 destroyed");
      // the key and its tags remain until its deletion window ends
      assertThat(sim.inventory("123456789012", "us-east-1"))
          .allSatisfy(left -> assertThat(left.arn()).endsWith(key));
    }
  }
}

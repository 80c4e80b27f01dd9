package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.testing.Root;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Terraform with the real provider and backend, which receive temporary credentials. */
class TerraformCredentialsTest {
  private static final EnvironmentId ID = new EnvironmentId("env_0123456789ab");

  private static final String BUCKET =
      "beta9-tf-state-" + SimulatedAccount.ACCOUNT + "-" + SimulatedAccount.REGION;

  @TempDir private Path base;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void provider_and_backend_assume_the_role_with_temporary_credentials_only(boolean separateUser)
      throws IOException {
    Optional<ChildUser> user = Optional.empty();
    if (separateUser) {
      Root.require();
      Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx--x--x"));
      user = Optional.of(new ChildUser(60990, 60990));
    }
    try (SimulatedAccount account = SimulatedAccount.open()) {
      account.session().s3().createBucket(r -> r.bucket(BUCKET));
      Map<String, String> environment = new HashMap<>(ProcessEnvironment.current());
      environment.putAll(account.workerEnvironment());
      TerraformOptions options = TerraformOptions.of(environment).withUser(user);
      StackDirectory stack = StackDirectory.create(base, ID, options);
      stack.write("main.tf", CONFIGURATION);
      ProviderCredentials credentials =
          account.sessions().providerCredentials(SimulatedAccount.TARGET);
      Terraform terraform =
          new TerraformProcesses(
              TerraformCli.find(options),
              options,
              stack,
              Redactor.of(List.of()),
              credentials,
              TerraformRunMetrics.unpublished());
      account.sim().requests().clear();

      terraform.init(TinyStack.run("init"));
      terraform.plan(TinyStack.run("plan"));
      terraform.apply(TinyStack.run("apply"));

      assertThat(terraform.outputs(Duration.ofMinutes(1)).get("caller").asString())
          .endsWith("assumed-role/Beta9/terraform");
      List<LoggedRequest> assumed =
          account.sim().requests().calls("sts", "AssumeRole").stream()
              .filter(request -> request.ok())
              .toList();
      assertThat(assumed).isNotEmpty();
      assertThat(assumed)
          .extracting(LoggedRequest::accessKey)
          .allMatch(key -> key.startsWith("ASIA"));
      try (Stream<Path> files = Files.walk(base)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .as("ended processes leave no credentials")
            .doesNotContain("credentials.json", "aws-config");
      }
    }
  }

  private static final String ROLE =
      """
      {
          role_arn     = "%s"
          external_id  = "%s"
          session_name = "terraform"
        }\
      """
          .formatted(SimulatedAccount.TARGET.roleArn(), SimulatedAccount.EXTERNAL_ID);

  private static final String CONFIGURATION =
      """
      terraform {
        required_providers {
          aws = { source = "hashicorp/aws" }
        }
        backend "s3" {
          bucket         = "%s"
          key            = "environments/env_0123456789ab/terraform.tfstate"
          region         = "us-east-1"
          use_path_style = true
          assume_role    = %s
        }
      }
      provider "aws" {
        region = "us-east-1"
        assume_role %s
      }
      data "aws_caller_identity" "this" {}
      output "caller" { value = data.aws_caller_identity.this.arn }
      """
          .formatted(BUCKET, ROLE, ROLE);
}

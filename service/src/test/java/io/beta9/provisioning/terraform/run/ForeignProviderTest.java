package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The state is in the customer's account. A resource in it that belongs to another provider must
 * not make Terraform install and execute that provider, even if a mirror contains it.
 */
class ForeignProviderTest {
  private static final String PROVIDER = "registry.terraform.io/evil/evil";

  @TempDir Path directory;

  private Path executed;
  private StackDirectory stack;
  private Terraform terraform;

  @BeforeEach
  void setUp() throws IOException {
    executed = directory.resolve("executed");
    Path mirror = directory.resolve("mirror");
    Path plugin =
        Files.createDirectories(mirror.resolve(PROVIDER + "/1.0.0/linux_amd64"))
            .resolve("terraform-provider-evil_v1.0.0");
    Files.writeString(plugin, "#!/bin/sh\nenv > '" + executed + "'\nexit 1\n");
    Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));

    Map<String, String> environment = new HashMap<>(ProcessEnvironment.current());
    environment.put("TERRAFORM_PROVIDER_MIRROR", mirror.toString());
    TerraformOptions options = TerraformOptions.of(environment);
    stack = StackDirectory.at(directory, new EnvironmentId("env_0123456789ab"));
    Files.createDirectories(stack.path());
    Files.writeString(stack.path().resolve("main.tf"), "output \"x\" { value = 1 }\n");
    terraform =
        new TerraformProcesses(TerraformCli.find(options), options, stack, Redactor.of(List.of()));
  }

  private void writeState() throws IOException {
    Files.writeString(
        stack.path().resolve("terraform.tfstate"),
        """
        {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "outputs": {},
         "resources": [{"mode": "managed", "type": "evil_thing", "name": "x",
           "provider": "provider[\\"%s\\"]",
           "instances": [{"schema_version": 0, "attributes": {"id": "x"}}]}]}
        """
            .formatted(PROVIDER));
  }

  private static void namesTheProvider(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.STATE_FOREIGN_CONTENT);
              assertThat(e.failure().parameter(FailureParameter.PROVIDER))
                  .get(InstanceOfAssertFactories.STRING)
                  .contains("evil/evil");
            });
  }

  @Test
  void a_provider_that_only_the_state_mentions_is_not_installed() throws IOException {
    writeState();

    assertThatThrownBy(() -> terraform.init(TinyStack.run("init")))
        .satisfies(ForeignProviderTest::namesTheProvider);

    assertThat(executed).doesNotExist();
    assertThat(stack.path().resolve(".terraform/providers")).doesNotExist();
  }

  @Test
  void a_provider_that_enters_the_state_after_init_is_not_executed() throws IOException {
    terraform.init(TinyStack.run("init"));
    writeState();

    assertThatThrownBy(() -> terraform.plan(TinyStack.run("plan")))
        .satisfies(ForeignProviderTest::namesTheProvider);
    assertThatThrownBy(() -> terraform.destroy(TinyStack.run("destroy")))
        .satisfies(ForeignProviderTest::namesTheProvider);

    assertThat(executed).doesNotExist();
  }
}

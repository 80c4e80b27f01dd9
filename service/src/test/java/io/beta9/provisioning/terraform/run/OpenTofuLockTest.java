package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.terraform.stack.StackSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * The provider lock file of OpenTofu. OpenTofu itself cannot be installed here: its place is taken
 * by a program that reports its version and writes a lock file at init as OpenTofu does.
 */
class OpenTofuLockTest {
  private static final EnvironmentId FIRST = new EnvironmentId("env_000000000001");
  private static final EnvironmentId SECOND = new EnvironmentId("env_000000000002");

  @TempDir private Path directory;
  private Path tofu;

  @BeforeEach
  void writeStandIn() throws IOException {
    tofu = directory.resolve("tofu");
    Files.writeString(
        tofu,
        """
        #!/bin/sh
        if [ "$1" = version ]; then echo "OpenTofu v1.11.0"; exit; fi
        echo "$*" > arguments
        if [ -e .terraform.lock.hcl ]; then cp .terraform.lock.hcl found.lock.hcl; exit; fi
        printf 'provider "%s" {\\n  version = "5.100.0"\\n  hashes = ["h1:opentofu"]\\n}\\n' \
          "$(cat ../../../../provider)" > .terraform.lock.hcl
        """);
    Files.setPosixFilePermissions(tofu, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(directory.resolve("provider"), "registry.opentofu.org/hashicorp/aws");
  }

  @Test
  void the_packages_of_the_first_init_are_binding_for_all_stacks_of_the_host() throws IOException {
    Path first = init(FIRST, Map.of());
    assertThat(first.resolve("arguments")).content().doesNotContain("readonly");
    assertThat(first.resolve("versions_override.tf.json"))
        .as("the version, of those that the module allows, that OpenTofu installs")
        .content()
        .contains("\"version\": \"5.100.0\"");

    Path second = init(SECOND, Map.of());
    assertThat(second.resolve("arguments")).content().contains("-lockfile=readonly");
    assertThat(second.resolve("found.lock.hcl"))
        .content()
        .contains("registry.opentofu.org/hashicorp/aws", "h1:opentofu")
        .doesNotContain("registry.terraform.io");

    Path again = init(FIRST, Map.of());
    assertThat(again.resolve("arguments")).content().contains("-lockfile=readonly");
    assertThat(again.resolve("found.lock.hcl")).content().contains("h1:opentofu");
  }

  @Test
  void a_configured_lock_file_is_binding_from_the_first_init() throws IOException {
    Path lock =
        Files.writeString(
            directory.resolve("configured.hcl"),
            "provider \"registry.opentofu.org/hashicorp/aws\" {\n}\n");
    Path first = init(FIRST, Map.of("TERRAFORM_PROVIDER_LOCK_FILE", lock.toString()));

    assertThat(first.resolve("arguments")).content().contains("-lockfile=readonly");
    assertThat(first.resolve("found.lock.hcl")).hasSameTextualContentAs(lock);
    assertThat(recorded()).isEmpty();
  }

  @Test
  void packages_of_another_provider_are_not_recorded() throws IOException {
    Files.writeString(directory.resolve("provider"), "registry.opentofu.org/evil/evil");
    init(FIRST, Map.of());

    assertThat(recorded()).isEmpty();
  }

  @Test
  void terraform_uses_the_lock_file_of_the_module() throws IOException {
    Files.writeString(
        tofu, Files.readString(tofu).replace("OpenTofu v1.11.0", "Terraform v1.11.4"));
    Path first = init(FIRST, Map.of());

    assertThat(first.resolve("arguments")).content().contains("-lockfile=readonly");
    assertThat(first.resolve("found.lock.hcl"))
        .content()
        .contains("provider \"registry.terraform.io/hashicorp/aws\"");
    assertThat(recorded()).isEmpty();
  }

  private List<Path> recorded() throws IOException {
    return PrivateFiles.list(directory).stream()
        .filter(file -> file.getFileName().toString().startsWith(".opentofu-"))
        .toList();
  }

  private Path init(EnvironmentId id, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("TERRAFORM_BINARY", tofu.toString());
    environment.put("PATH", "/usr/bin:/bin");
    TerraformOptions options = TerraformOptions.of(environment);
    StackDirectory stack =
        StackDirectory.prepare(
            directory,
            new StackSpec(
                id,
                new CloudTarget("aws", "us-east-1", "123456789012", "arn:aws:iam::1:role/x", null),
                Map.of(),
                JsonMapper.shared().createObjectNode(),
                new StateBackend("s3", "bucket", "key", "us-east-1", true, null)),
            options);
    new TerraformProcesses(TerraformCli.find(options), options, stack, Redactor.of(List.of()))
        .init(TerraformRun.unattended("init-" + UUID.randomUUID(), Duration.ofMinutes(1)));
    return stack.path();
  }
}

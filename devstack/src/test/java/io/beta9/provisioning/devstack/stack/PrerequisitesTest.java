package io.beta9.provisioning.devstack.stack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.app.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrerequisitesTest {
  @TempDir Path directory;

  @Test
  void rejects_a_terraform_that_is_too_old_and_names_the_remedy() throws Exception {
    Path terraform = directory.resolve("terraform");
    Files.writeString(terraform, "#!/bin/sh\necho Terraform v1.5.7\n");
    terraform.toFile().setExecutable(true);
    Path helmRunner = Files.createFile(directory.resolve("helm-runner.jar"));

    assertThatThrownBy(
            () ->
                Prerequisites.check(
                    Map.of(
                        "PATH", "/usr/bin:/bin",
                        "TERRAFORM_BINARY", terraform.toString(),
                        "HELM_RUNNER_JAR", helmRunner.toString())))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessageStartingWith(
            "Terraform does not meet the requirements: Terraform 1.5.7, " + terraform)
        .hasMessageContaining("Install Terraform 1.11 or newer")
        .hasMessageNotContaining("helm-runner does");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a$b", "a`b", "a\\b", "a\nb"})
  void rejects_a_data_directory_that_pg_ctl_cannot_quote(String name) {
    assertThatThrownBy(() -> Prerequisites.checkDataDirectory(directory.resolve(name)))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessageContaining("choose another one with --data DIR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a'b", "ä", "a;b", "a&b"})
  void accepts_other_characters_in_the_data_directory(String name) {
    assertThatCode(() -> Prerequisites.checkDataDirectory(directory.resolve(name)))
        .doesNotThrowAnyException();
  }

  @Test
  void names_the_command_that_builds_a_missing_service_jar() throws Exception {
    Path jar = directory.resolve("service.jar");

    assertThatThrownBy(() -> Prerequisites.checkServiceJar(jar))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessageContaining(jar + ", which does not exist")
        .hasMessageContaining("mvn -DskipTests package");
    Files.createFile(jar);
    assertThatCode(() -> Prerequisites.checkServiceJar(jar)).doesNotThrowAnyException();
  }
}

package io.beta9.provisioning.terraform.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoGarbageCollectionTest {
  private static final Path CLI_CONFIGURATION = Path.of("/stack/terraform.rc");

  @Test
  void the_heaps_of_terraform_and_its_provider_fit_into_the_memory_of_a_run() {
    Map<String, String> child =
        ChildEnvironment.of(
            TerraformOptions.of(Map.of("TERRAFORM_MEMORY", "800MB")), CLI_CONFIGURATION);

    assertThat(child).containsEntry("GOGC", "400").containsEntry("GOMEMLIMIT", "314572800B");
  }

  @Test
  void options_of_the_worker_take_precedence() {
    Map<String, String> child =
        ChildEnvironment.of(
            TerraformOptions.of(Map.of("GOGC", "50", "GOMEMLIMIT", "1GiB")), CLI_CONFIGURATION);

    assertThat(child).containsEntry("GOGC", "50").containsEntry("GOMEMLIMIT", "1GiB");
  }
}

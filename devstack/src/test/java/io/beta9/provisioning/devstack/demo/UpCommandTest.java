package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpCommandTest {
  private static final Path DATA = Path.of("/data");

  @Test
  void permits_the_account_of_the_service_and_works_below_the_data_directory() {
    assertThat(UpCommand.settings(Map.of("AWS_PROFILE", "dev"), DATA))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "AWS_PROFILE", "dev",
                "ALLOW_OWN_ACCOUNT", "true",
                "WORKDIR_BASE", "/data/work"));
  }

  @Test
  void keeps_what_the_user_has_set() {
    Map<String, String> environment =
        Map.of("ALLOW_OWN_ACCOUNT", "false", "WORKDIR_BASE", "/elsewhere");

    assertThat(UpCommand.settings(environment, DATA)).isEqualTo(environment);
  }
}

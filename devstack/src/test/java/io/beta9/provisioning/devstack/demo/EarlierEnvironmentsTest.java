package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.devstack.demo.EarlierEnvironments.EarlierEnvironment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlierEnvironmentsTest {
  private static final Path DATA = Path.of(".provisioner", "demo");

  @Test
  void a_run_with_once_beside_environments_of_an_earlier_start_says_how_to_delete_them() {
    EarlierEnvironments earlier =
        new EarlierEnvironments(
            List.of(
                new EarlierEnvironment("env_1", "demo", "ready"),
                new EarlierEnvironment("env_2", "other", "failed")));

    assertThatThrownBy(() -> earlier.requireNone(DATA))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "demo --once needs a directory without environments, and .provisioner/demo has env_1 "
                + " demo  ready, env_2  other  failed. Start './provisioner demo' to continue with"
                + " it; or delete it with 'rm -rf \".provisioner/demo\"', or choose another"
                + " directory with --data.");
  }

  @Test
  void a_directory_without_environments_is_used() {
    assertThatCode(() -> new EarlierEnvironments(List.of()).requireNone(DATA))
        .doesNotThrowAnyException();
  }
}

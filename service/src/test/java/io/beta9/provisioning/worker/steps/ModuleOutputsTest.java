package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/** The customer can add outputs to the state, and change those of the module. */
class ModuleOutputsTest {
  private static final Path DECLARATIONS = Path.of("src/main/resources/terraform/aws/outputs.tf");

  private static JsonNode text(String value) {
    return StringNode.valueOf(value);
  }

  @Test
  void stores_the_outputs_that_the_module_declares_without_the_coordinates_of_the_cluster()
      throws IOException {
    Set<String> declared =
        Pattern.compile("(?m)^output \"(\\w+)\"")
            .matcher(Files.readString(DECLARATIONS))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(HashSet::new));
    declared.removeAll(ClusterSteps.COORDINATES);

    assertThat(ModuleOutputs.NAMES).isEqualTo(declared);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "load_balancer_hostname",
        "beta9_workspace_id",
        "user_token_stored",
        "certificate_record",
        "cluster_endpoint",
        "x"
      })
  void an_output_that_the_module_does_not_declare_replaces_nothing(String name) {
    Map<String, JsonNode> reported =
        Map.of(name, BooleanNode.TRUE, "bucket_name", text("beta9-bucket"));

    assertThat(ModuleOutputs.of(reported).propertyNames()).containsExactly("bucket_name");
  }

  @Test
  void an_output_that_is_longer_than_any_of_the_module_is_not_stored() {
    Map<String, JsonNode> reported = Map.of("vpc_id", text("x".repeat(10_000)));

    assertThatThrownBy(() -> ModuleOutputs.of(reported))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.OUTPUT_INVALID);
              assertThat(e.failure().parameter(FailureParameter.OUTPUT)).contains("vpc_id");
              assertThat(e.failure().toString()).doesNotContain("xxx");
            });
  }
}

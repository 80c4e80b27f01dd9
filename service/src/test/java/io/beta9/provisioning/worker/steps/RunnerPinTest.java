package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class RunnerPinTest {
  private final InMemoryEnvironment environment = new InMemoryEnvironment();
  private final List<EventData> events = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final InfraModel model = SimulatedAccount.model();

  private InfraModel applied(InfraModel to) {
    return RunnerPin.applied(to, environment.current().outputs());
  }

  private void ensure(InfraModel of, Optional<String> newest) {
    RunnerPin.ensure(of, environment, () -> newest, events::add, (stream, text) -> log.add(text));
  }

  private InfraModel with(String field, String value) {
    ObjectNode tree = InfraModelJson.toTree(model);
    ((ObjectNode) tree.get("beta9")).put(field, value);
    return InfraModelJson.fromJson(tree.toString());
  }

  @Test
  void the_version_is_determined_once_and_kept_when_a_newer_one_is_released() {
    ensure(model, Optional.of("0.1.10"));
    ensure(model, Optional.of("0.2.0"));

    assertThat(applied(model).beta9().runner()).isEqualTo("0.1.10");
    assertThat(events).containsExactly(new EventData.RunnerImagesPinned("0.1.10"));
  }

  @Test
  void another_version_of_the_gateway_has_a_runner_of_its_own() {
    ensure(model, Optional.of("0.1.10"));
    InfraModel updated = with("gateway_version", "0.2.0");

    assertThat(applied(updated).beta9().runnerVersion()).as("not that of another").isNull();
    ensure(updated, Optional.of("0.2.3"));
    assertThat(applied(updated).beta9().runner()).isEqualTo("0.2.3");
  }

  @Test
  void what_the_meta_config_names_is_used_and_nothing_is_determined() {
    ensure(model, Optional.of("0.1.10"));
    InfraModel named = with("runner_version", "mine");

    assertThat(applied(named).beta9().runner()).isEqualTo("mine");
    ensure(with("image_registry", "registry.example"), Optional.of("0.2.0"));
    assertThat(applied(with("image_registry", "registry.example")).beta9().runner())
        .as("the mirror may have no other tags")
        .isEqualTo("latest");
    assertThat(events).hasSize(1);
  }

  @Test
  void an_unreachable_registry_fails_nothing_and_the_next_operation_tries_again() {
    ensure(model, Optional.empty());

    assertThat(applied(model)).isEqualTo(model);
    assertThat(log).singleElement().asString().contains("beta9.runner_version");
    ensure(model, Optional.of("0.1.10"));
    assertThat(applied(model).beta9().runner()).isEqualTo("0.1.10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "1", "0.1.5\nx", "0.1.5-amd64", "$(id)"})
  void uses_only_versions_that_are_stored(String hostile) {
    environment
        .outputs()
        .put(RunnerPin.VERSION_OUTPUT, hostile)
        .put(RunnerPin.GATEWAY_OUTPUT, model.beta9().gatewayVersion());

    assertThat(applied(model)).isEqualTo(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "", "1", "0.1.5\nx", "0.1.5-amd64", "$(id)"})
  void stores_only_versions(String hostile) {
    ensure(model, Optional.of(hostile));

    assertThat(environment.current().outputs().toTree().has(RunnerPin.VERSION_OUTPUT)).isFalse();
  }
}

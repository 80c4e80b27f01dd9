package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloud.NodeGroupGenerations;
import io.beta9.provisioning.cloud.NodeGroupGenerations.RetiringGroup;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is known from the account about the cluster, as variables of the module. */
class AccountVariablesTest {
  @TempDir private Path base;
  private final FakeAccount account = new FakeAccount();
  private FakeStepTerraform terraform;

  @BeforeEach
  void open() {
    terraform = new FakeStepTerraform(base);
    account.setNodeGroups(
        new NodeGroupGenerations(
            Map.of("cpu", "cpu-2", "gpu", "gpu-2"),
            Map.of(
                "cpu",
                new RetiringGroup("cpu", "m6i.large", null, 0, 3, 2, 100),
                "gpu",
                new RetiringGroup("gpu", "g5.xlarge", "A10G", 1, 4, 1, 200)),
            Set.of("cpu", "gpu")));
  }

  private AccountVariables variables() {
    return AccountVariables.of(account, SimulatedAccount.model());
  }

  private JsonNode file(String name) throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readString(terraform.stack().path().resolve(name + ".auto.tfvars.json")));
  }

  @Test
  void zones_and_add_on_versions_are_variables() throws Exception {
    variables().write(terraform.stack());

    assertThat(file("node-group-zones").toString())
        .isEqualTo("{\"node_group_zones\":{\"cpu\":[\"us-east-1a\"]}}");
    assertThat(file("add-on-versions").toString())
        .isEqualTo("{\"add_on_versions\":{\"coredns\":\"v1.12.1\"}}");
  }

  @Test
  void a_retiring_group_is_kept_as_it_is() throws Exception {
    variables().write(terraform.stack());

    JsonNode written = file("node-groups");
    assertThat(written.path("node_group_names").toString())
        .contains("\"cpu\":\"cpu-2\"", "\"gpu\":\"gpu-2\"");
    assertThat(written.path("retiring_node_groups").path("cpu").toString())
        .isEqualTo(
            "{\"pool\":\"cpu\",\"instance_type\":\"m6i.large\",\"min_size\":0,\"max_size\":3,"
                + "\"desired_size\":2,\"disk_gb\":100}");
    assertThat(written.path("retiring_node_groups").path("gpu").path("gpu_type").asString(""))
        .isEqualTo("A10G");
  }

  @Test
  void groups_whose_pods_have_moved_are_not_kept() throws Exception {
    variables().withoutRetiring().write(terraform.stack());

    assertThat(file("node-groups").path("retiring_node_groups")).isEmpty();
    assertThat(file("node-groups").path("node_group_names")).hasSize(2);
    assertThat(file("node-group-zones").path("node_group_zones")).hasSize(1);
  }
}

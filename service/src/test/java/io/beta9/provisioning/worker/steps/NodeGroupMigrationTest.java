package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources.ManagedResource;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The real Terraform and provider, with a state that an earlier version of the module wrote. */
@Tag("slow")
class NodeGroupMigrationTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TYPE = "aws_eks_node_group";

  @TempDir Path folder;

  @Test
  void migrates_a_state_with_one_resource_for_each_node_group_without_changing_any() {
    try (InterruptedEnvironment environment = new InterruptedEnvironment(folder)) {
      environment.workUntil(StepName.APPLY);
      assertThat(environment.planAgain().isEmpty()).as("the plan after the apply").isTrue();
      writeStateOfEarlierVersion(environment);
      assertThat(environment.state().resources())
          .filteredOn(resource -> resource.type().equals(TYPE))
          .extracting(ManagedResource::address)
          .containsExactlyInAnyOrder(TYPE + ".system", TYPE + ".cpu");

      PlanSummary plan = environment.planAgain();

      assertThat(plan.add()).isZero();
      assertThat(plan.change()).isZero();
      assertThat(plan.destroy()).isZero();
      assertThat(environment.plan())
          .filteredOn(resource -> resource.type().equals(TYPE))
          .allSatisfy(resource -> assertThat(resource.action()).isEqualTo(Action.NOOP))
          .extracting(PlannedResource::address)
          .containsExactlyInAnyOrder(TYPE + ".this[\"system\"]", TYPE + ".this[\"cpu\"]");
    }
  }

  /** Gives each instance of the node groups an address of its own, as before the for_each. */
  private static void writeStateOfEarlierVersion(InterruptedEnvironment environment) {
    StateBackend backend = environment.rows().backend();
    S3Client s3 = environment.account().session().s3();
    ObjectNode state =
        (ObjectNode)
            JSON.readTree(
                s3.getObjectAsBytes(r -> r.bucket(backend.bucket()).key(backend.key()))
                    .asByteArray());
    ArrayNode resources = JSON.createArrayNode();
    for (JsonNode resource : state.path("resources")) {
      if (!resource.path("type").asString("").equals(TYPE)) {
        resources.add(resource);
        continue;
      }
      for (JsonNode instance : resource.path("instances")) {
        ObjectNode single = (ObjectNode) resource.deepCopy();
        ObjectNode only = (ObjectNode) instance.deepCopy();
        single.put("name", only.path("index_key").asString());
        only.remove("index_key");
        single.remove("each");
        single.set("instances", JSON.createArrayNode().add(only));
        resources.add(single);
      }
    }
    state.set("resources", resources);
    state.put("serial", state.path("serial").asLong() + 1);
    s3.putObject(
        r -> r.bucket(backend.bucket()).key(backend.key()),
        RequestBody.fromBytes(JSON.writeValueAsBytes(state)));
  }
}

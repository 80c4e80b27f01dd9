package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.terraform.plan.StateResources.ManagedResource;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Another instance type, with the real Terraform and provider, without accepting anything. */
@Tag("slow")
class NodeGroupReplacementTest {
  @TempDir Path folder;

  @Test
  void creates_the_new_group_first_and_removes_the_old_one_after_its_pods_have_moved() {
    try (InterruptedEnvironment environment = new InterruptedEnvironment(folder)) {
      environment.workUntil(StepName.APPLY);
      environment.rows().requestUpdate(withCpuNodes("m6i.4xlarge"));

      environment.workUntil(StepName.APPLY);
      assertThat(groups(environment)).containsExactlyInAnyOrder("cpu", "cpu-2", "system");
      assertThat(instanceType(environment, "cpu-2")).isEqualTo("m6i.4xlarge");

      environment.onDrain(
          groups -> {
            throw new FailureException(Failure.of(FailureCode.NODES_NOT_DRAINED, "Draining"));
          });
      catchThrowableOfType(
          FailureException.class, () -> environment.workUntil(StepName.REPLACE_NODES));
      assertThat(groups(environment)).as("kept").contains("cpu");

      List<Set<String>> drained = new ArrayList<>();
      environment.onDrain(
          groups -> {
            assertThat(groups(environment)).contains("cpu", "cpu-2");
            drained.add(groups);
          });
      environment.workUntil(StepName.REPLACE_NODES);

      assertThat(drained).containsExactly(Set.of("cpu"));
      assertThat(groups(environment)).containsExactlyInAnyOrder("cpu-2", "system");
      assertThat(environment.state().resources())
          .filteredOn(resource -> resource.type().equals("aws_eks_node_group"))
          .extracting(ManagedResource::address)
          .containsExactlyInAnyOrder(
              "aws_eks_node_group.this[\"system\"]", "aws_eks_node_group.this[\"cpu-2\"]");
      assertThat(environment.planAgain().isEmpty()).as("nothing is left to do").isTrue();
    }
  }

  private static InfraModel withCpuNodes(String instanceType) {
    ObjectNode model = InfraModelJson.toTree(SimulatedAccount.model());
    ((ObjectNode) model.get("cpu_nodes")).put("instance_type", instanceType);
    return InfraModelJson.fromJson(model.toString());
  }

  private static List<String> groups(InterruptedEnvironment environment) {
    return environment
        .account()
        .session()
        .eks()
        .listNodegroups(r -> r.clusterName(SimulatedAccount.model().resourcePrefix()))
        .nodegroups();
  }

  private static String instanceType(InterruptedEnvironment environment, String group) {
    return environment
        .account()
        .session()
        .eks()
        .describeNodegroup(
            r -> r.clusterName(SimulatedAccount.model().resourcePrefix()).nodegroupName(group))
        .nodegroup()
        .instanceTypes()
        .getFirst();
  }
}

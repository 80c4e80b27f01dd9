package io.beta9.provisioning.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloud.NodeGroupGenerations.ExistingGroup;
import io.beta9.provisioning.cloud.NodeGroupGenerations.RetiringGroup;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeGroupGenerationsTest {
  private static final InfraModel MODEL = SimulatedAccount.model();
  private static final String TYPE = MODEL.cpuNodes().instanceType();

  private static ExistingGroup group(String name, String type) {
    return new ExistingGroup(name, type, null, 3, 200, false);
  }

  private static ExistingGroup deleting(String name, String type) {
    return new ExistingGroup(name, type, null, 3, 200, true);
  }

  @Test
  void names_the_groups_after_their_pools_at_first() {
    assertThat(NodeGroupGenerations.of(MODEL, List.of())).isEqualTo(NodeGroupGenerations.FIRST);
    assertThat(NodeGroupGenerations.of(MODEL, List.of(group("cpu", TYPE))))
        .isEqualTo(NodeGroupGenerations.FIRST);
  }

  @Test
  void replaces_a_group_of_another_instance_type_and_keeps_it_without_letting_it_grow() {
    NodeGroupGenerations groups = NodeGroupGenerations.of(MODEL, List.of(group("cpu", "m5.large")));

    assertThat(groups.current()).containsExactly(Map.entry("cpu", "cpu-2"));
    assertThat(groups.retiring())
        .containsExactly(
            Map.entry("cpu", new RetiringGroup("cpu", "m5.large", null, 0, 3, 3, 200)));
    assertThat(groups.removedAddresses())
        .containsExactly("aws_eks_node_group.this[\"cpu\"]", "aws_launch_template.nodes[\"cpu\"]");
  }

  @Test
  void continues_with_the_group_that_an_interrupted_replacement_has_created() {
    NodeGroupGenerations groups =
        NodeGroupGenerations.of(MODEL, List.of(group("cpu", "m5.large"), group("cpu-2", TYPE)));

    assertThat(groups.current()).containsEntry("cpu", "cpu-2");
    assertThat(groups.retiring()).containsOnlyKeys("cpu");
  }

  @Test
  void returns_to_the_former_group_if_the_replacement_is_reverted() {
    NodeGroupGenerations groups =
        NodeGroupGenerations.of(MODEL, List.of(group("cpu", TYPE), group("cpu-2", "m5.large")));

    assertThat(groups.current()).isEmpty();
    assertThat(groups.retiring()).containsOnlyKeys("cpu-2");
  }

  @Test
  void continues_the_removal_of_a_group_that_is_being_deleted_without_keeping_it() {
    NodeGroupGenerations groups =
        NodeGroupGenerations.of(MODEL, List.of(deleting("cpu", "m5.large"), group("cpu-2", TYPE)));

    assertThat(groups.retiring()).isEmpty();
    assertThat(groups.removed()).containsExactly("cpu");
  }

  @Test
  void never_uses_the_name_of_a_group_that_exists() {
    assertThat(
            NodeGroupGenerations.of(
                    MODEL, List.of(deleting("cpu-2", TYPE), group("cpu-7", "m5.large")))
                .current())
        .containsEntry("cpu", "cpu-8");
  }

  @Test
  void ignores_groups_of_others() {
    assertThat(NodeGroupGenerations.of(MODEL, List.of(group("mine", TYPE), group("cpu-x", TYPE))))
        .isEqualTo(NodeGroupGenerations.FIRST);
  }
}

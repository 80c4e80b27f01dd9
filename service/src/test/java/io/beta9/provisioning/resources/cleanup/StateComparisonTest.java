package io.beta9.provisioning.resources.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.plan.StateResources.ManagedResource;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateComparisonTest {
  private static final StateResources STATE =
      new StateResources(
          1,
          "lineage",
          List.of(
              new ManagedResource("aws_vpc.this", "aws_vpc", "vpc-1", false),
              new ManagedResource("aws_subnet.a", "aws_subnet", "subnet-1", false),
              new ManagedResource("aws_security_group.a", "aws_security_group", "sg-1", false)));

  private static Leftover existing(String type, String id, boolean removable, String status) {
    return new Leftover(type, id, "", removable, status);
  }

  @Test
  void what_can_be_created_twice_is_removable() {
    StateComparison comparison =
        StateComparison.of(
            List.of(
                existing("ec2:vpc", "vpc-1", false, ""), existing("ec2:vpc", "vpc-2", false, "")),
            STATE);

    assertThat(comparison.duplicates()).containsExactly(existing("ec2:vpc", "vpc-2", true, ""));
    assertThat(comparison.unmanaged()).isEmpty();
  }

  @Test
  void what_only_a_destroy_may_delete_is_reported() {
    Leftover subnet = existing("ec2:subnet", "subnet-2", false, "");
    Leftover group = existing("ec2:security-group", "sg-2", false, "");

    StateComparison comparison =
        StateComparison.of(
            List.of(
                existing("ec2:subnet", "subnet-1", false, ""),
                subnet,
                existing("ec2:security-group", "sg-1", false, ""),
                group),
            STATE);

    assertThat(comparison.duplicates()).isEmpty();
    assertThat(comparison.unmanaged()).containsExactly(subnet, group);
  }

  @Test
  void what_the_cluster_created_or_aws_is_deleting_is_not_reported() {
    assertThat(
            StateComparison.of(
                    List.of(
                        existing("ec2:security-group", "sg-2", true, ""),
                        existing("ec2:volume", "vol-1", false, ""),
                        existing("ec2:vpc", "vpc-2", false, "deleting")),
                    STATE)
                .isEmpty())
        .isTrue();
  }

  @Test
  void a_type_of_which_the_state_contains_no_id_is_not_compared() {
    assertThat(
            StateComparison.of(List.of(existing("kms:key", "key-1", false, "")), STATE).isEmpty())
        .isTrue();
  }
}

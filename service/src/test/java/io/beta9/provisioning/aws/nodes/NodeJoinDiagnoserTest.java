package io.beta9.provisioning.aws.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.testing.SimulatedAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that do not come, each time for another reason, in an account that can be looked at. */
class NodeJoinDiagnoserTest {
  private static final String UNREACHED = "dial tcp 10.0.1.7:443: i/o timeout";

  private final SimulatedAccount account = SimulatedAccount.open();

  @AfterEach
  void close() {
    account.close();
  }

  private NodeJoinFixture trial(int prefix) {
    return new NodeJoinFixture(account.session(), prefix);
  }

  private void condition(String name, String subject, String parameter) {
    account.sim().faultRules().add(new FaultRule.Condition(name, subject, parameter));
  }

  private Failure cause() {
    return new NodeJoinDiagnoser(account.session())
        .causeOf(NodeJoinFixture.CLUSTER, NodeJoinFixture.GROUP)
        .orElseThrow();
  }

  @Test
  void a_role_that_has_lost_a_policy_is_named_with_it() {
    NodeJoinFixture trial = trial(24);
    condition("nodes-never-join", NodeJoinFixture.CLUSTER, "Unauthorized");
    trial.nodes();
    trial.detach("AmazonEKSWorkerNodePolicy");

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NODE_ROLE_POLICIES_MISSING);
    assertThat(cause.kind()).isEqualTo(FailureClass.PERMISSION);
    assertThat(cause.why())
        .startsWith(
            "node group system: the role beta9-4f1a2b3c4d5e-nodes of the nodes lacks"
                + " AmazonEKSWorkerNodePolicy; EKS says NodeCreationFailure: Instances failed to"
                + " join the kubernetes cluster; the console of i-")
        .contains("ends with '", "Unauthorized");
    assertThat(cause.next()).startsWith("Retry: Terraform attaches them again");
  }

  @Test
  void a_control_plane_that_lets_no_node_in_is_named_with_the_port() {
    NodeJoinFixture trial = trial(24);
    condition("nodes-never-join", NodeJoinFixture.CLUSTER, UNREACHED);
    trial.nodes();
    trial.removeControlPlaneIngress();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NODE_SECURITY_GROUPS);
    assertThat(cause.why())
        .contains(
            "the security group of the control plane ("
                + trial.controlPlane()
                + ") allows no ingress from the nodes' groups ("
                + trial.controlPlane()
                + ") on 443",
            "on the kubelet's port 10250",
            UNREACHED);
    assertThat(cause.next())
        .contains("Terraform puts the rules", "aws ec2 authorize-security-group-ingress");
  }

  @Test
  void subnets_without_an_address_are_named() {
    NodeJoinFixture trial = trial(28);
    trial.fill();
    trial.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NO_FREE_ADDRESSES);
    assertThat(cause.why())
        .contains(
            "there is no free address in "
                + trial.subnets().getFirst()
                + " (us-east-1a), "
                + trial.subnets().getLast()
                + " (us-east-1b)")
        .contains("EKS says InsufficientFreeAddresses");
    assertThat(cause.next()).contains("aws ec2 describe-network-interfaces", "network.cidr");
  }

  @Test
  void a_machine_that_no_zone_of_the_group_offers_is_told_with_the_zones_that_do() {
    NodeJoinFixture trial = trial(24);
    condition("instance-not-offered", NodeJoinFixture.MACHINE + "/us-east-1a", "");
    condition("instance-not-offered", NodeJoinFixture.MACHINE + "/us-east-1b", "");
    trial.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.INSTANCE_TYPE_NOT_OFFERED);
    assertThat(cause.kind()).isEqualTo(FailureClass.CAPACITY);
    assertThat(cause.why()).contains("AWS offers m6i.large in none of us-east-1a, us-east-1b");
    assertThat(cause.next())
        .contains("Choose zones in network.availability_zones", "us-east-1c")
        .doesNotContain("us-east-1b");
  }

  @Test
  void a_machine_for_which_there_is_no_room_is_told_with_the_zones_to_try() {
    NodeJoinFixture trial = trial(24);
    condition("instance-capacity", "us-east-1a", "");
    condition("instance-capacity", "us-east-1b", "");
    trial.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NO_CAPACITY);
    assertThat(cause.why())
        .contains("AWS has no room for m6i.large in us-east-1a, us-east-1b just now")
        .contains("InsufficientInstanceCapacity");
    assertThat(cause.next()).startsWith("Wait and retry; or choose zones").contains("us-east-1c");
  }

  @Test
  void where_all_is_as_it_should_be_the_console_has_the_word() {
    NodeJoinFixture trial = trial(24);
    condition("nodes-never-join", NodeJoinFixture.CLUSTER, "x509: certificate has expired");
    trial.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NODES_NOT_JOINED);
    assertThat(cause.why()).contains("ends with '", "x509: certificate has expired");
    assertThat(cause.next()).contains("NAT gateway");
  }

  @Test
  void nodes_that_came_have_no_cause_and_a_group_that_is_not_there_neither() {
    NodeJoinFixture trial = trial(24);
    assertThat(new NodeJoinDiagnoser(account.session()).causeOf(NodeJoinFixture.CLUSTER, "system"))
        .isEmpty();
    trial.nodes();
    assertThat(new NodeJoinDiagnoser(account.session()).causeOf(NodeJoinFixture.CLUSTER, "system"))
        .isEmpty();
  }
}

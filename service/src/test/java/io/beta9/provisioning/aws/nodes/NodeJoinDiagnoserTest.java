package io.beta9.provisioning.aws.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.testing.SimulatedAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that do not join for different reasons, in a simulated account. */
class NodeJoinDiagnoserTest {
  private static final String UNREACHED = "dial tcp 10.0.1.7:443: i/o timeout";

  private final SimulatedAccount account = SimulatedAccount.open();

  @AfterEach
  void close() {
    account.close();
  }

  private NodeJoinFixture cluster(int prefix) {
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
  void names_a_role_without_a_required_policy() {
    NodeJoinFixture cluster = cluster(24);
    condition("nodes-never-join", NodeJoinFixture.CLUSTER, "Unauthorized");
    cluster.nodes();
    cluster.detach("AmazonEKSWorkerNodePolicy");

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NODE_ROLE_POLICIES_MISSING);
    assertThat(cause.kind()).isEqualTo(FailureClass.PERMISSION);
    assertThat(cause.why())
        .startsWith(
            "node group system: the nodes' role beta9-4f1a2b3c4d5e-nodes lacks"
                + " AmazonEKSWorkerNodePolicy; EKS reports NodeCreationFailure: Instances failed to"
                + " join the kubernetes cluster; the console of i-")
        .contains("ends with '", "Unauthorized");
    assertThat(cause.next()).startsWith("Retry: Terraform attaches them again");
  }

  @Test
  void names_the_port_that_the_control_plane_blocks() {
    NodeJoinFixture cluster = cluster(24);
    condition("nodes-never-join", NodeJoinFixture.CLUSTER, UNREACHED);
    cluster.nodes();
    cluster.removeControlPlaneIngress();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NODE_SECURITY_GROUPS);
    assertThat(cause.why())
        .contains(
            "the security group of the control plane ("
                + cluster.controlPlane()
                + ") allows no ingress from the nodes' groups ("
                + cluster.controlPlane()
                + ") on 443",
            "on the kubelet's port 10250",
            UNREACHED);
    assertThat(cause.next())
        .contains("Terraform restores the rules", "aws ec2 authorize-security-group-ingress");
  }

  @Test
  void names_subnets_without_free_addresses() {
    NodeJoinFixture cluster = cluster(28);
    cluster.fill();
    cluster.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NO_FREE_ADDRESSES);
    assertThat(cause.why())
        .contains(
            "no address is free in "
                + cluster.subnets().getFirst()
                + " (us-east-1a), "
                + cluster.subnets().getLast()
                + " (us-east-1b)")
        .contains("EKS reports InsufficientFreeAddresses");
    assertThat(cause.next()).contains("aws ec2 describe-network-interfaces", "network.cidr");
  }

  @Test
  void names_zones_that_offer_an_instance_type_which_the_groups_zones_do_not() {
    NodeJoinFixture cluster = cluster(24);
    condition("instance-not-offered", NodeJoinFixture.MACHINE + "/us-east-1a", "");
    condition("instance-not-offered", NodeJoinFixture.MACHINE + "/us-east-1b", "");
    cluster.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.INSTANCE_TYPE_NOT_OFFERED);
    assertThat(cause.kind()).isEqualTo(FailureClass.CAPACITY);
    assertThat(cause.why())
        .contains("AWS does not offer m6i.large in any of us-east-1a, us-east-1b");
    assertThat(cause.next())
        .contains("Choose zones that offer it in network.availability_zones", "us-east-1c")
        .doesNotContain("us-east-1b");
  }

  @Test
  void names_other_zones_if_capacity_is_insufficient() {
    NodeJoinFixture cluster = cluster(24);
    condition("instance-capacity", "us-east-1a", "");
    condition("instance-capacity", "us-east-1b", "");
    cluster.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NO_CAPACITY);
    assertThat(cause.why())
        .contains("AWS currently has no capacity for m6i.large in us-east-1a, us-east-1b")
        .contains("InsufficientInstanceCapacity");
    assertThat(cause.next()).startsWith("Retry later, or choose zones").contains("us-east-1c");
  }

  @Test
  void quotes_the_console_if_nothing_else_is_wrong() {
    NodeJoinFixture cluster = cluster(24);
    condition("nodes-never-join", NodeJoinFixture.CLUSTER, "x509: certificate has expired");
    cluster.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NODES_NOT_JOINED);
    assertThat(cause.why()).contains("ends with '", "x509: certificate has expired");
    assertThat(cause.next()).contains("NAT gateway");
  }

  @Test
  void finds_no_cause_for_joined_nodes_or_a_missing_group() {
    NodeJoinFixture cluster = cluster(24);
    assertThat(new NodeJoinDiagnoser(account.session()).causeOf(NodeJoinFixture.CLUSTER, "system"))
        .isEmpty();
    cluster.nodes();
    assertThat(new NodeJoinDiagnoser(account.session()).causeOf(NodeJoinFixture.CLUSTER, "system"))
        .isEmpty();
  }
}

package io.beta9.provisioning.aws.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.BlockedTraffic;
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
    return new NodeJoinFixture(account.owner(), prefix);
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
    assertThat(cause.parameters())
        .containsEntry(FailureParameter.NODE_GROUP, "system")
        .containsEntry(FailureParameter.ROLE, "beta9-4f1a2b3c4d5e-nodes")
        .containsEntry(FailureParameter.POLICIES, "AmazonEKSWorkerNodePolicy")
        .containsEntry(
            FailureParameter.REPORTED,
            "NodeCreationFailure: Instances failed to join the kubernetes cluster");
    assertThat(cause.parameter(FailureParameter.INSTANCE).orElseThrow()).startsWith("i-");
    assertThat(cause.parameter(FailureParameter.CONSOLE).orElseThrow()).contains("Unauthorized");
  }

  @Test
  void names_the_port_that_the_control_plane_blocks() {
    NodeJoinFixture cluster = cluster(24);
    condition("nodes-never-join", NodeJoinFixture.CLUSTER, UNREACHED);
    cluster.nodes();
    cluster.removeControlPlaneIngress();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NODE_SECURITY_GROUPS);
    assertThat(cause.parameters())
        .containsEntry(FailureParameter.SECURITY_GROUPS, cluster.controlPlane())
        .containsEntry(FailureParameter.CONTROL_PLANE_GROUP, cluster.controlPlane())
        .containsEntry(
            FailureParameter.BLOCKED,
            BlockedTraffic.CONTROL_PLANE_INGRESS.code()
                + ", "
                + BlockedTraffic.NODES_INGRESS.code());
    assertThat(cause.parameter(FailureParameter.CONSOLE).orElseThrow()).contains(UNREACHED);
  }

  @Test
  void names_subnets_without_free_addresses() {
    NodeJoinFixture cluster = cluster(28);
    cluster.fill();
    cluster.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NO_FREE_ADDRESSES);
    assertThat(cause.parameters())
        .containsEntry(
            FailureParameter.SUBNETS,
            cluster.subnets().getFirst()
                + " (us-east-1a), "
                + cluster.subnets().getLast()
                + " (us-east-1b)");
    assertThat(cause.parameter(FailureParameter.REPORTED).orElseThrow())
        .startsWith("InsufficientFreeAddresses: ");
  }

  @Test
  void names_zones_that_offer_an_instance_type_which_the_groups_zones_no_longer_do() {
    NodeJoinFixture cluster = cluster(24);
    cluster.emptyGroup();
    condition("instance-not-offered", NodeJoinFixture.MACHINE + "/us-east-1a", "");
    condition("instance-not-offered", NodeJoinFixture.MACHINE + "/us-east-1b", "");
    cluster.addNode();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.INSTANCE_TYPE_NOT_OFFERED);
    assertThat(cause.parameters())
        .containsEntry(FailureParameter.INSTANCE_TYPE, "m6i.large")
        .containsEntry(FailureParameter.ZONES, "us-east-1a, us-east-1b");
    assertThat(cause.parameter(FailureParameter.OTHER_ZONES).orElseThrow().split(", "))
        .contains("us-east-1c")
        .doesNotContain("us-east-1a", "us-east-1b");
  }

  @Test
  void names_other_zones_if_capacity_is_insufficient() {
    NodeJoinFixture cluster = cluster(24);
    condition("instance-capacity", "us-east-1a", "");
    condition("instance-capacity", "us-east-1b", "");
    cluster.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NO_CAPACITY);
    assertThat(cause.parameters())
        .containsEntry(FailureParameter.INSTANCE_TYPE, "m6i.large")
        .containsEntry(FailureParameter.ZONES, "us-east-1a, us-east-1b");
    assertThat(cause.parameter(FailureParameter.OTHER_ZONES).orElseThrow().split(", "))
        .contains("us-east-1c")
        .doesNotContain("us-east-1a", "us-east-1b");
    assertThat(cause.parameter(FailureParameter.REPORTED).orElseThrow())
        .contains("InsufficientInstanceCapacity");
  }

  @Test
  void quotes_the_console_if_nothing_else_is_wrong() {
    NodeJoinFixture cluster = cluster(24);
    condition("nodes-never-join", NodeJoinFixture.CLUSTER, "x509: certificate has expired");
    cluster.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NODES_NOT_JOINED);
    assertThat(cause.parameter(FailureParameter.CONSOLE).orElseThrow())
        .contains("x509: certificate has expired");
  }

  /** What a node prints is data of the customer; whoever prints it escapes it. */
  @Test
  void shortens_a_console_of_any_length_and_content() {
    NodeJoinFixture cluster = cluster(24);
    condition(
        "nodes-never-join",
        NodeJoinFixture.CLUSTER,
        "x509: certificate has expired \u001b[2J\u202e\u0000" + "x".repeat(100_000));
    cluster.nodes();

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NODES_NOT_JOINED);
    assertThat(cause.parameter(FailureParameter.CONSOLE).orElseThrow().length()).isLessThan(5_000);
    assertThat(cause.message().length()).isLessThan(10_000);
  }

  @Test
  void keeps_what_eks_reports_beside_what_the_account_shows() {
    NodeJoinFixture cluster = cluster(28);
    cluster.fill();
    cluster.nodes();
    cluster.detach("AmazonEKS_CNI_Policy");

    Failure cause = cause();

    assertThat(cause.code()).isEqualTo(FailureCode.NO_FREE_ADDRESSES);
    assertThat(cause.others())
        .extracting(Failure::code)
        .containsExactly(FailureCode.NODE_ROLE_POLICIES_MISSING);
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

package io.beta9.provisioning.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.testing.SimulatedAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The groups of a pool that exist now, whatever their generation. */
class EksNodeGroupHealthTest {
  private final SimulatedAccount account = SimulatedAccount.withoutNetwork();
  private NodeJoinFixture cluster;

  @BeforeEach
  void create() {
    cluster = new NodeJoinFixture(account.owner(), 24);
    account
        .sim()
        .faultRules()
        .add(new FaultRule.Condition("nodes-never-join", NodeJoinFixture.CLUSTER, "Unauthorized"));
    cluster.detach("AmazonEKSWorkerNodePolicy");
  }

  @AfterEach
  void close() {
    account.close();
  }

  private NodeGroupHealth health() {
    return new EksNodeGroupHealth(account.session(), NodeJoinFixture.CLUSTER);
  }

  @Test
  void reads_the_group_that_has_replaced_the_first_one() {
    cluster.nodes("cpu-2");

    Failure cause = health().cause("cpu").orElseThrow();

    assertThat(cause.code()).isEqualTo(FailureCode.NODE_ROLE_POLICIES_MISSING);
    assertThat(cause.parameters()).containsEntry(FailureParameter.NODE_GROUP, "cpu-2");
    assertThat(health().issues("cpu"))
        .extracting(NodeGroupHealth.NodeGroupIssue::group)
        .containsOnly("cpu-2");
  }

  @Test
  void reads_the_newest_generation_first_and_no_group_of_another_name() {
    cluster.nodes("cpu");
    cluster.nodes("cpu-10");
    cluster.nodes("cpu-9");
    cluster.nodes("cpu-spare");

    assertThat(health().issues("cpu"))
        .extracting(NodeGroupHealth.NodeGroupIssue::group)
        .containsExactly("cpu-10", "cpu-9", "cpu");
    assertThat(health().cause("cpu").orElseThrow().parameters())
        .containsEntry(FailureParameter.NODE_GROUP, "cpu-10");
    assertThat(health().issues("gpu")).isEmpty();
    assertThat(health().cause("gpu")).isEmpty();
  }
}

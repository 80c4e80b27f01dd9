package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.worker.steps.TinyEnvironment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Causes of Terraform failures that the account provides. */
class FailureExplainerTest {
  @TempDir Path folder;
  private TinyEnvironment tiny;

  @BeforeEach
  void open() {
    tiny = new TinyEnvironment(folder, "s3");
  }

  @AfterEach
  void close() {
    tiny.close();
  }

  private Failure explained(Failure failure) {
    AtomicReference<Failure> explained = new AtomicReference<>();
    tiny.inClaim(
        context ->
            explained.set(
                new FailureExplainer(context::account, context.model()).explain(failure)));
    return explained.get();
  }

  private static Failure ofTerraform(FailureCode code, String address, String reported) {
    return Failure.of(code, "Creating the infrastructure")
        .about(new ResourceAddress(address))
        .with(FailureParameter.REPORTED, reported);
  }

  private static final String NODE_GROUP = "aws_eks_node_group.this[\"system\"]";

  /** Creates a node group whose nodes do not join because its role lacks a policy. */
  private void nodesThatDoNotJoin() {
    NodeJoinFixture nodes = new NodeJoinFixture(tiny.account().session(), 24);
    tiny.account()
        .sim()
        .faultRules()
        .add(new FaultRule.Condition("nodes-never-join", NodeJoinFixture.CLUSTER, "Unauthorized"));
    nodes.nodes();
    nodes.detach("AmazonEKS_CNI_Policy");
  }

  @ParameterizedTest
  @EnumSource(names = {"NODES_NOT_JOINED", "RESOURCE_NOT_READY", "RESOURCE_FAILED_WITHOUT_REASON"})
  void names_the_cause_of_nodes_that_did_not_join_after_what_aws_said(FailureCode code) {
    nodesThatDoNotJoin();

    Failure failure =
        explained(ofTerraform(code, NODE_GROUP, "Instances failed to join the cluster"));

    assertThat(failure.code()).isEqualTo(FailureCode.NODE_ROLE_POLICIES_MISSING);
    assertThat(failure.what())
        .isEqualTo("Creating the infrastructure failed for aws_eks_node_group.this[\"system\"]");
    assertThat(failure.why())
        .startsWith("Instances failed to join the cluster; node group system: ")
        .contains("lacks AmazonEKS_CNI_Policy", "Unauthorized");
  }

  @Test
  void appends_what_the_account_shows_to_an_error_that_has_a_reason() {
    nodesThatDoNotJoin();

    Failure failure =
        explained(ofTerraform(FailureCode.RESOURCE_FAILED, NODE_GROUP, "a reason of AWS"));

    assertThat(failure.code()).isEqualTo(FailureCode.RESOURCE_FAILED);
    assertThat(failure.others())
        .extracting(Failure::code)
        .containsExactly(FailureCode.NODE_ROLE_POLICIES_MISSING);
    assertThat(failure.why()).startsWith("a reason of AWS; also node-role-policies-missing: ");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"QUOTA_EXCEEDED", "VCPU_QUOTA", "KEY_UNUSABLE", "ACCESS_DENIED", "THROTTLED"})
  void does_not_inquire_about_an_error_that_is_a_cause(FailureCode code) {
    nodesThatDoNotJoin();
    Failure failure = ofTerraform(code, NODE_GROUP, "a reason of AWS");

    assertThat(explained(failure)).isEqualTo(failure);
  }

  @Test
  void explains_further_failures_as_well() {
    nodesThatDoNotJoin();
    Failure quota = ofTerraform(FailureCode.QUOTA_EXCEEDED, "aws_vpc.this", "VpcLimitExceeded");
    Failure nodes = ofTerraform(FailureCode.NODES_NOT_JOINED, NODE_GROUP, "failed to join");

    assertThat(explained(quota.and(List.of(nodes))).others())
        .extracting(Failure::code)
        .containsExactly(FailureCode.NODE_ROLE_POLICIES_MISSING);
  }

  @Test
  void adds_available_classes_and_zones_to_a_database_without_capacity() {
    tiny.account()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Condition("rds-not-offered", "db.t4g.medium/us-east-1a", ""),
            new FaultRule.Condition("rds-not-offered", "db.t4g.medium/us-east-1b", ""),
            new FaultRule.Condition("rds-not-offered", "db.t4g.large", ""));

    Failure failure =
        explained(
            ofTerraform(
                FailureCode.NO_CAPACITY,
                "aws_db_instance.this",
                "AWS answered InsufficientDBInstanceCapacity: the class is not available"));

    assertThat(failure.code()).isEqualTo(FailureCode.DATABASE_NO_CAPACITY);
    assertThat(failure.next())
        .startsWith("Choose another data.postgres.size (db.m6g.large,")
        .contains("are offered in these zones), or zones that offer it", "us-east-1c")
        .doesNotContain("db.t4g.large")
        .endsWith("with './provisioner env update ENVIRONMENT -f FILE'");
  }

  @Test
  void keeps_other_failures_unchanged() {
    Failure other = ofTerraform(FailureCode.QUOTA_EXCEEDED, "aws_vpc.this", "VpcLimitExceeded");
    assertThat(explained(other)).isEqualTo(other);
  }
}

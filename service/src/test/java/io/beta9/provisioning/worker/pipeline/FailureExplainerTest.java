package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.worker.steps.TinyEnvironment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of Terraform's own words, where the account knows more. */
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
    tiny.inClaim(context -> explained.set(FailureExplainer.of(context, failure)));
    return explained.get();
  }

  private static Failure ofTerraform(FailureClass kind, String code, String address, String why) {
    return new Failure(
        kind, code, "Making the infrastructure at " + address + " failed", why, "Look at it");
  }

  @Test
  void a_node_group_that_failed_gets_the_cause_that_the_account_gives_away() {
    NodeJoinFixture nodes = new NodeJoinFixture(tiny.account().session(), 24);
    tiny.account()
        .sim()
        .faultRules()
        .add(new FaultRule.Condition("nodes-never-join", NodeJoinFixture.CLUSTER, "Unauthorized"));
    nodes.nodes();
    nodes.detach("AmazonEKS_CNI_Policy");

    Failure failure =
        explained(
            ofTerraform(
                FailureClass.CONFLICT,
                "resource-failed",
                "aws_eks_node_group.this[\"system\"]",
                "unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'"));

    assertThat(failure.code()).isEqualTo("nodes-role-policies");
    assertThat(failure.what())
        .isEqualTo("Making the infrastructure at aws_eks_node_group.this[\"system\"] failed");
    assertThat(failure.why()).contains("lacks AmazonEKS_CNI_Policy", "Unauthorized");
  }

  @Test
  void a_database_for_which_there_is_no_room_gets_the_classes_and_zones_that_there_are() {
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
                FailureClass.CAPACITY,
                "no-capacity",
                "aws_db_instance.this",
                "AWS answered InsufficientDBInstanceCapacity: the class is not available"));

    assertThat(failure.code()).isEqualTo("database-no-capacity");
    assertThat(failure.next())
        .startsWith("Choose another data.postgres.size (db.m6g.large,")
        .contains("are offered in these zones), or zones that offer it", "us-east-1c")
        .doesNotContain("db.t4g.large")
        .endsWith("with './provisioner env update'");
  }

  @Test
  void what_is_of_something_else_stays_as_it_is() {
    Failure other = ofTerraform(FailureClass.QUOTA, "quota", "aws_vpc.this", "VpcLimitExceeded");
    assertThat(explained(other)).isEqualTo(other);
  }
}

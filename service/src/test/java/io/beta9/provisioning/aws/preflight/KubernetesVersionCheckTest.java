package io.beta9.provisioning.aws.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.EksClient;
import tools.jackson.databind.node.ObjectNode;

/** The Kubernetes version of an environment whose cluster exists and has version 1.33. */
class KubernetesVersionCheckTest {
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final EksClient eks = cloud.owner().eks();

  @AfterEach
  void close() {
    cloud.close();
  }

  @BeforeEach
  void createCluster() {
    NodeJoinFixture fixture = new NodeJoinFixture(cloud.owner(), 24);
    String arn = eks.describeCluster(r -> r.name(NodeJoinFixture.CLUSTER)).cluster().arn();
    eks.tagResource(
        r -> r.resourceArn(arn).tags(Map.of("beta9:environment-id", SimulatedAccount.ID.value())));
    fixture.nodes();
  }

  private List<PreflightFinding> check(String version) {
    ObjectNode tree = InfraModelJson.toTree(SimulatedAccount.model());
    ((ObjectNode) tree.path("cluster")).put("kubernetes_version", version);
    InfraModel model = InfraModelJson.fromJson(tree.toString());
    return new KubernetesVersionCheck(cloud.session(), Clock.systemUTC()).findings(model);
  }

  private Failure blocking(String version) {
    assertThat(check(version))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.BLOCKING));
    return check(version).getFirst().failure();
  }

  private void end(String version) {
    cloud.sim().faultRules().add(new FaultRule.Condition("eks-version-ended", version, ""));
  }

  @Test
  void an_existing_cluster_keeps_a_version_that_eks_no_longer_offers() {
    end("1.33");

    assertThat(check("1.33"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.WARNING);
              assertThat(finding.failure().code())
                  .isEqualTo(FailureCode.KUBERNETES_VERSION_EXTENDED_SUPPORT);
            });
    assertThat(check("1.34")).isEmpty();
  }

  @Test
  void a_version_that_eks_no_longer_offers_is_not_reached_by_an_update() {
    end("1.34");

    assertThat(blocking("1.34").code()).isEqualTo(FailureCode.KUBERNETES_VERSION_NOT_OFFERED);
  }

  @Test
  void names_the_version_of_a_cluster_that_aws_has_updated_at_the_end_of_support() {
    updateControlPlane("1.34");

    Failure failure = blocking("1.33");

    assertThat(failure.code()).isEqualTo(FailureCode.KUBERNETES_VERSION_OF_CLUSTER);
    assertThat(failure.parameter(FailureParameter.PRESENT)).contains("1.34");
    assertThat(failure.parameter(FailureParameter.VERSIONS).orElseThrow())
        .contains("1.34", "1.35")
        .doesNotContain("1.33");
  }

  @Test
  void rejects_a_version_that_skips_one_because_the_last_update_did_not_reach_the_cluster() {
    assertThat(blocking("1.35").code()).isEqualTo(FailureCode.KUBERNETES_VERSION_OF_CLUSTER);
  }

  /** The control plane was updated, and the operation ended before its nodes were. */
  @Test
  void continues_an_interrupted_update_and_begins_no_other_before_its_nodes_have_arrived() {
    updateControlPlane("1.34");

    assertThat(check("1.34")).isEmpty();
    Failure failure = blocking("1.35");
    assertThat(failure.code()).isEqualTo(FailureCode.KUBERNETES_NODES_BEHIND);
    assertThat(failure.parameter(FailureParameter.NODE_GROUP)).contains(NodeJoinFixture.GROUP);

    eks.updateNodegroupVersion(
        r ->
            r.clusterName(NodeJoinFixture.CLUSTER)
                .nodegroupName(NodeJoinFixture.GROUP)
                .version("1.34"));
    assertThat(check("1.35")).isEmpty();
  }

  private void updateControlPlane(String version) {
    eks.updateClusterVersion(r -> r.name(NodeJoinFixture.CLUSTER).version(version));
    eks.describeCluster(r -> r.name(NodeJoinFixture.CLUSTER));
  }
}

package io.beta9.provisioning.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.SimulatedCluster;
import io.beta9.provisioning.bootstrap.WaitContexts;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.RequiredNodes;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.diagnosis.MissingNodesDiagnosis;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeReadinessTest {
  private static final RequiredNodes REQUIRED = new RequiredNodes(Map.of("system", 2), "1.33");

  private final SimulatedCluster cluster = new SimulatedCluster();
  private final ClusterAccess access = cluster.access();
  private final WaitContexts contexts = new WaitContexts();

  @AfterEach
  void close() {
    access.close();
    cluster.close();
  }

  @Test
  void reports_nodes_as_they_join() throws Exception {
    WaitContext context =
        new WaitContext(
            contexts.clock,
            contexts.clock.instant().plus(Duration.ofMinutes(1)),
            () -> false,
            report -> {
              contexts.reports.add(report);
              cluster.nodes("system", contexts.reports.size());
            });
    new NodeReadiness(access).awaitReady(REQUIRED, group -> List.of(), context);
    assertThat(contexts.reports)
        .containsExactly(counted(0, 0, "1.33"), counted(1, 0, "1.33"), counted(2, 0, "1.33"));
  }

  @Test
  void waits_until_the_nodes_have_the_version_of_an_updated_cluster() throws Exception {
    cluster.nodes("system", 2);
    WaitContext context =
        new WaitContext(
            contexts.clock,
            contexts.clock.instant().plus(Duration.ofMinutes(1)),
            () -> false,
            report -> {
              contexts.reports.add(report);
              if (report instanceof ClusterProgress.NodesCounted counted
                  && counted.outdated() > 0) {
                cluster.nodes("system", 2, "m6i.2xlarge", "1.34");
              }
            });

    new NodeReadiness(access)
        .awaitReady(new RequiredNodes(Map.of("system", 2), "1.34"), group -> List.of(), context);

    assertThat(contexts.reports)
        .anyMatch(
            report ->
                report instanceof ClusterProgress.NodesCounted counted && counted.outdated() > 0)
        .last()
        .isInstanceOfSatisfying(
            ClusterProgress.NodesCounted.class,
            // Old nodes may still be there beside the new ones.
            counted ->
                assertThat(counted.groups())
                    .containsEntry("system", new ClusterProgress.NodeCount(2, 2)));
  }

  private static ClusterProgress counted(long ready, long outdated, String version) {
    return new ClusterProgress.NodesCounted(
        Map.of("system", new ClusterProgress.NodeCount(ready, 2)), outdated, version);
  }

  @Test
  void ignores_nodes_of_other_groups() {
    cluster.nodes("cpu", 3);
    assertThatThrownBy(
            () ->
                new NodeReadiness(access)
                    .awaitReady(REQUIRED, group -> List.of(), contexts.withTimeout(Duration.ZERO)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.NODES_NOT_JOINED);
              assertThat(e.failure().parameters())
                  .containsExactlyInAnyOrderEntriesOf(
                      Map.of(
                          FailureParameter.ACTIVITY,
                          "Waiting for the cluster's nodes",
                          FailureParameter.NODES,
                          "system=0/2"));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "InsufficientFreeAddresses, CONFIGURATION, no-free-addresses",
    "InstanceLimitExceeded, QUOTA, instance-quota",
    "AccessDenied, PERMISSION, node-role-denied",
    "NodeCreationFailure, BOOTSTRAP, nodes-not-joined",
    "IamNodeRoleNotFound, CONFLICT, node-role-missing",
    "SomethingNew, BOOTSTRAP, nodes-not-joined"
  })
  void derives_class_and_code_from_the_issue_reported_by_eks(
      String issue, FailureClass kind, String code) {
    assertThatThrownBy(
            () ->
                new NodeReadiness(access)
                    .awaitReady(
                        REQUIRED,
                        group ->
                            List.of(
                                new NodeGroupHealth.NodeGroupIssue(
                                    group, issue, "because of that")),
                        contexts.withTimeout(Duration.ZERO)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().kind()).isEqualTo(kind);
              assertThat(e.failure().code().code()).isEqualTo(code);
              assertThat(e.failure().parameter(FailureParameter.EKS_ISSUES))
                  .contains(issue + " of node group system: because of that");
            });
  }

  @Test
  void prefers_the_cause_found_in_the_account_to_the_issue_of_eks() {
    Failure cause =
        Failure.of(FailureCode.NODE_ROLE_POLICIES_MISSING, "Waiting")
            .with(FailureParameter.ROLE, "beta9-nodes")
            .with(FailureParameter.POLICIES, "AmazonEKS_CNI_Policy");
    NodeGroupHealth health =
        new NodeGroupHealth() {
          @Override
          public List<NodeGroupIssue> issues(String group) {
            return List.of(new NodeGroupIssue(group, "NodeCreationFailure", "failed to join"));
          }

          @Override
          public Optional<Failure> cause(String group) {
            return Optional.of(cause);
          }
        };
    assertThatThrownBy(
            () ->
                new NodeReadiness(access)
                    .awaitReady(REQUIRED, health, contexts.withTimeout(Duration.ZERO)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().kind()).isEqualTo(FailureClass.PERMISSION);
              assertThat(e.failure())
                  .isEqualTo(
                      cause
                          .with(FailureParameter.ACTIVITY, "Waiting for the cluster's nodes")
                          .with(FailureParameter.NODES, "system=0/2"));
            });
  }

  @Test
  void reports_the_condition_of_joined_nodes_that_are_not_ready() {
    Node node =
        new NodeBuilder()
            .withNewMetadata()
            .withName("ip-10-0-0-7")
            .addToLabels("beta9.io/pool", "system")
            .endMetadata()
            .withNewStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus("False")
            .withReason("KubeletNotReady")
            .withMessage("cni plugin not initialized")
            .endCondition()
            .endStatus()
            .build();
    Failure failure = MissingNodesDiagnosis.of(REQUIRED, List.of(node), List.of());
    assertThat(failure.code()).isEqualTo(FailureCode.NODES_NOT_READY);
    assertThat(failure.parameter(FailureParameter.UNREADY))
        .contains("ip-10-0-0-7 (KubeletNotReady: cni plugin not initialized)");
  }

  @Test
  void classifies_a_zone_without_instances_as_capacity() {
    var issue =
        new NodeGroupHealth.NodeGroupIssue(
            "gpu",
            "AsgInstanceLaunchFailures",
            "Could not launch On-Demand Instances. InsufficientInstanceCapacity - We currently do"
                + " not have sufficient g4dn.xlarge capacity in us-east-1a");
    assertThat(MissingNodesDiagnosis.of(REQUIRED, List.of(), List.of(issue)).kind())
        .isEqualTo(FailureClass.CAPACITY);
  }
}

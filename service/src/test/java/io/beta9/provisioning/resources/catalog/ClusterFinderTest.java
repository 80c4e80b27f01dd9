package io.beta9.provisioning.resources.catalog;

import static io.beta9.provisioning.resources.catalog.LocatorFixture.NAME;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.OURS;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.TAG;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.resources.lookup.LookupResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.model.ResolveConflicts;

/** The EKS cluster, its node groups and add-ons. */
class ClusterFinderTest {
  private static final Duration LONG = Duration.ofHours(1);

  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
          + "\"sts:AssumeRole\",\"Principal\":{\"Service\":\"%s.amazonaws.com\"}}]}";

  private LocatorFixture account;

  @BeforeEach
  void open() {
    account = new LocatorFixture();
  }

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void reports_a_cluster_as_absent_and_then_in_transition() {
    Map<String, String> name = Map.of("name", NAME);
    assertThat(account.find("aws_eks_cluster.this", name)).isEqualTo(new LookupResult.Absent());
    account.takes("eks:cluster", LONG);
    cluster();

    assertThat(account.find("aws_eks_cluster.this", name))
        .isEqualTo(new LookupResult.InTransition("CREATING"));
    assertThat(nodeGroup()).isEqualTo(new LookupResult.Absent());
    assertThat(addon()).isEqualTo(new LookupResult.Absent());
  }

  @Test
  void finds_node_groups_and_addons_by_cluster_name_and_their_own() {
    cluster();
    assertThat(account.find("aws_eks_cluster.this", Map.of("name", NAME))).isEqualTo(found(NAME));
    account
        .session
        .eks()
        .createAddon(
            r ->
                r.clusterName(NAME)
                    .addonName("vpc-cni")
                    .resolveConflicts(ResolveConflicts.OVERWRITE)
                    .tags(Map.of(TAG, OURS)));
    assertThat(addon()).isEqualTo(found(NAME + ":vpc-cni"));

    account.takes("eks:nodegroup", LONG);
    nodes();
    assertThat(nodeGroup()).isEqualTo(new LookupResult.InTransition("CREATING"));
  }

  @Test
  void offers_to_remove_an_addon_that_aws_failed_to_create() {
    cluster();
    account
        .session
        .eks()
        .createAddon(r -> r.clusterName(NAME).addonName("vpc-cni").tags(Map.of(TAG, OURS)));

    LookupResult broken = addon();
    assertThat(broken).isInstanceOf(LookupResult.CreationFailed.class);
    ((LookupResult.CreationFailed) broken).removal().orElseThrow().run();

    assertThat(addon()).isEqualTo(new LookupResult.Absent());
  }

  @Test
  void offers_to_remove_a_node_group_whose_nodes_never_joined() {
    cluster();
    account
        .simulated
        .sim()
        .faultRules()
        .add(new FaultRule.Condition("nodes-never-join", null, null));
    nodes();

    LookupResult broken = nodeGroup();
    assertThat(broken).isInstanceOf(LookupResult.CreationFailed.class);
    ((LookupResult.CreationFailed) broken).removal().orElseThrow().run();

    assertThat(nodeGroup()).isEqualTo(new LookupResult.Absent());
  }

  private LookupResult nodeGroup() {
    return account.find(
        "aws_eks_node_group.cpu", Map.of("cluster_name", NAME, "node_group_name", "cpu"));
  }

  private LookupResult addon() {
    return account.find(
        "aws_eks_addon.vpc_cni", Map.of("cluster_name", NAME, "addon_name", "vpc-cni"));
  }

  private void cluster() {
    List<String> subnets = account.subnets();
    String role = role("cluster", "eks", "AmazonEKSClusterPolicy");
    account
        .session
        .eks()
        .createCluster(
            r ->
                r.name(NAME)
                    .version("1.33")
                    .roleArn(role)
                    .resourcesVpcConfig(vpc -> vpc.subnetIds(subnets))
                    .tags(Map.of(TAG, OURS)));
  }

  private void nodes() {
    String role =
        role(
            "nodes",
            "ec2",
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryReadOnly");
    List<String> subnets =
        account
            .session
            .eks()
            .describeCluster(r -> r.name(NAME))
            .cluster()
            .resourcesVpcConfig()
            .subnetIds();
    account
        .session
        .eks()
        .createNodegroup(
            r ->
                r.clusterName(NAME)
                    .nodegroupName("cpu")
                    .nodeRole(role)
                    .subnets(subnets)
                    .scalingConfig(s -> s.minSize(1).maxSize(1).desiredSize(1))
                    .tags(Map.of(TAG, OURS)));
  }

  private String role(String name, String service, String... policies) {
    String arn =
        account
            .session
            .iam()
            .createRole(
                r ->
                    r.roleName(NAME + "-" + name)
                        .assumeRolePolicyDocument(TRUST.formatted(service)))
            .role()
            .arn();
    for (String policy : policies) {
      account
          .session
          .iam()
          .attachRolePolicy(
              r -> r.roleName(NAME + "-" + name).policyArn("arn:aws:iam::aws:policy/" + policy));
    }
    return arn;
  }
}

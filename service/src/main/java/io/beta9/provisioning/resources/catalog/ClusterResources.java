package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.nodes.NodeJoinDiagnoser;
import io.beta9.provisioning.aws.preflight.QuotaUsage;
import io.beta9.provisioning.aws.preflight.RequiredQuota;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.inspection.ClusterInspection;
import io.beta9.provisioning.resources.inventory.ClusterInventory;
import io.beta9.provisioning.resources.inventory.IdentityInventory;
import io.beta9.provisioning.resources.lookup.ClusterFinder;
import io.beta9.provisioning.resources.lookup.IdentityFinder;
import io.beta9.provisioning.resources.lookup.NetworkFinder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The EKS cluster, its OIDC provider, its nodes and its add-ons. */
final class ClusterResources {
  /** Failures whose cause may be on the nodes. */
  private static final Set<FailureCode> NODE_FAILURES =
      EnumSet.of(
          FailureCode.NODES_NOT_JOINED,
          FailureCode.RESOURCE_NOT_READY,
          FailureCode.RESOURCE_FAILED_WITHOUT_REASON,
          FailureCode.RESOURCE_FAILED,
          FailureCode.TERRAFORM_DEADLINE,
          FailureCode.NO_FREE_ADDRESSES,
          FailureCode.INSTANCE_TYPE_NOT_OFFERED,
          FailureCode.NO_CAPACITY);

  private ClusterResources() {}

  static List<ResourceDescriptor> descriptors() {
    return List.of(
        ResourceDescriptor.of("aws_eks_cluster")
            .changeInterrupts(Consequence.CONTROL_PLANE, "version")
            .inspectedBy(session -> new ClusterInspection(session)::cluster)
            .usuallyTakes(12, 15, 8)
            .identifiedBy(
                Identification.byName(Set.of("name"), true, scope -> List.of(scope.prefix())))
            .foundBy(session -> new ClusterFinder(session)::cluster)
            .listedBy(new InventoryRule.Queried(ClusterInventory::new))
            .slowToCreate()
            .irreplaceable(IrreplaceableContent.CLUSTER)
            .deadlines("cluster", ChangeDeadlines.ofMinutes(30, 90, 30))
            .quota(
                new RequiredQuota(
                    "eks", "L-1194D53C", "Clusters", model -> 1, QuotaUsage::clusters))
            .build(),
        ResourceDescriptor.of("aws_iam_openid_connect_provider")
            .removalInterrupts(Consequence.ROLES)
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new IdentityFinder(session)::oidcProvider)
            .listedBy(
                new InventoryRule.Queried(session -> new IdentityInventory(session)::oidcProviders))
            .neverDuplicated()
            .build(),
        ResourceDescriptor.of("aws_launch_template")
            .removalInterrupts(Consequence.NODE_GROUPS)
            .identifiedBy(
                Identification.byName(
                    Set.of("name"),
                    true,
                    scope ->
                        List.of(
                            scope.prefix() + "-system",
                            scope.prefix() + "-cpu",
                            scope.prefix() + "-gpu")))
            .foundBy(session -> new NetworkFinder(session)::launchTemplate)
            .listedBy(
                new InventoryRule.ByEc2Tag(
                    "launch-template",
                    (ec2, id) ->
                        !ec2.describeLaunchTemplates(r -> r.launchTemplateIds(id))
                            .launchTemplates()
                            .isEmpty()))
            .harmlessAfterImport("update_default_version", "default_version", "latest_version")
            .ifUnmanaged(new UnmanagedRule.Reported("ec2:launch-template"))
            .build(),
        ResourceDescriptor.of("aws_eks_node_group")
            .removalInterrupts(Consequence.NODE_GROUPS)
            .changeInterrupts(
                Consequence.NODE_ROLLOUT, "launch_template", "version", "release_version")
            .inspectedBy(session -> new ClusterInspection(session)::nodeGroup)
            .usuallyTakes(5, 10, 8)
            .identifiedBy(Identification.byOwner(Set.of("cluster_name", "node_group_name"), true))
            .foundBy(session -> new ClusterFinder(session)::nodeGroup)
            .listedBy(new InventoryRule.WithOwner("aws_eks_cluster"))
            .slowToCreate()
            .deadlines("nodes", ChangeDeadlines.ofMinutes(30, 90, 30))
            .inquired(
                new FailureInquiry(
                    NODE_FAILURES,
                    FailureInquiry.Answer.CAUSE,
                    (session, model, group, failure) ->
                        new NodeJoinDiagnoser(session)
                            .causeOf(model.resourcePrefix(), group.key().orElse(group.name()))))
            .build(),
        ResourceDescriptor.of("aws_eks_addon")
            .removalInterrupts(Consequence.ADD_ONS)
            .inspectedBy(session -> new ClusterInspection(session)::addon)
            .usuallyTakes(3, 5, 2)
            .identifiedBy(Identification.byOwner(Set.of("cluster_name", "addon_name"), true))
            .foundBy(session -> new ClusterFinder(session)::addon)
            .listedBy(new InventoryRule.WithOwner("aws_eks_cluster"))
            .slowToCreate()
            .harmlessAfterImport("resolve_conflicts_on_create", "resolve_conflicts_on_update")
            .deadlines("addon", ChangeDeadlines.ofMinutes(20, 20, 20))
            .build(),
        ResourceDescriptor.of("aws_eks_access_entry")
            .removalInterruptsNothing()
            .identifiedBy(Identification.byOwner(Set.of("cluster_name", "principal_arn"), true))
            .foundBy(session -> new ClusterFinder(session)::accessEntry)
            .listedBy(new InventoryRule.WithOwner("aws_eks_cluster"))
            .build(),
        ResourceDescriptor.of("aws_eks_access_policy_association")
            .removalInterruptsNothing()
            .settingOf("aws_eks_access_entry", "cluster_name", "principal_arn", "policy_arn")
            .build());
  }
}

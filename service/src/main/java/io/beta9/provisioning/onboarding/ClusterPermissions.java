package io.beta9.provisioning.onboarding;

import static io.beta9.provisioning.onboarding.ArnTemplate.NAME;

import java.util.List;

/** The EKS cluster, its node groups and add-ons, its load balancers, and its log group. */
final class ClusterPermissions {
  private static final String EKS = "eks";
  private static final String ELB = "elasticloadbalancing";
  private static final String LOGS = "logs";
  private static final String LOG_GROUP = "log-group:/aws/*/" + NAME;

  private static final String ACCESS_ENTRY = "access-entry/" + NAME + "/*";
  private static final String FOR_ADMINS =
      "needed for the roles in access.eks_admins and for 'env restore-access'";

  private ClusterPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        PermissionStatement.of(PolicyPart.CLUSTER, "EksRead", EKS)
            .onAny("DescribeAddonVersions", "DescribeClusterVersions", "ListClusters")
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "EksOwn", EKS)
            .on(
                "cluster/" + NAME,
                "CreateAccessEntry",
                "CreateAddon",
                "CreateCluster",
                "CreateNodegroup",
                "DeleteCluster",
                "DescribeCluster",
                "DescribeUpdate",
                "ListNodegroups",
                "TagResource",
                "UntagResource",
                "UpdateClusterConfig",
                "UpdateClusterVersion")
            .on(
                "nodegroup/" + NAME + "/*",
                "DeleteNodegroup",
                "DescribeNodegroup",
                "DescribeUpdate",
                "TagResource",
                "UntagResource",
                "UpdateNodegroupConfig",
                "UpdateNodegroupVersion")
            .on(
                "addon/" + NAME + "/*",
                "DeleteAddon",
                "DescribeAddon",
                "DescribeUpdate",
                "TagResource",
                "UntagResource",
                "UpdateAddon")
            .on(
                ACCESS_ENTRY,
                "DeleteAccessEntry",
                "DescribeAccessEntry",
                "ListAssociatedAccessPolicies",
                "TagResource",
                "UntagResource")
            .unrecorded(
                FOR_ADMINS,
                "CreateAccessEntry",
                "DeleteAccessEntry",
                "DescribeAccessEntry",
                "ListAssociatedAccessPolicies")
            .unrecordedOn(ACCESS_ENTRY, FOR_ADMINS, "TagResource", "UntagResource")
            .build(),
        // No other policy than the one of administrators: the roles that the meta-config names, and
        // the role itself.
        PermissionStatement.of(PolicyPart.CLUSTER, "EksAdmins", EKS)
            .on(ACCESS_ENTRY, "AssociateAccessPolicy", "DisassociateAccessPolicy")
            .unrecorded(FOR_ADMINS, "AssociateAccessPolicy", "DisassociateAccessPolicy")
            .when(
                "StringLike",
                "eks:policyArn",
                "arn:*:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy")
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "LoadBalancersRead", ELB)
            .onAny(
                "DescribeListeners",
                "DescribeLoadBalancers",
                "DescribeTags",
                "DescribeTargetGroups")
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "LoadBalancersOwn", ELB)
            .on("loadbalancer/*", "DeleteLoadBalancer")
            .on("targetgroup/*", "DeleteTargetGroup")
            .whenTagged()
            .build(),
        // The AWS Load Balancer Controller sets the cluster's name on what it creates.
        PermissionStatement.of(PolicyPart.CLUSTER, "ControllersOwn", ELB)
            .on("loadbalancer/*", "DeleteLoadBalancer")
            .on("targetgroup/*", "DeleteTargetGroup")
            .unrecorded(
                "needed when a cluster that cannot be reached is destroyed",
                "DeleteLoadBalancer",
                "DeleteTargetGroup")
            .when("StringLike", "aws:ResourceTag/elbv2.k8s.aws/cluster", NAME)
            .build(),
        // Kubernetes gives no tags to listeners.
        PermissionStatement.of(PolicyPart.CLUSTER, "Listeners", ELB)
            .on("listener/net/*", "ModifyListener")
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "LogGroupsRead", LOGS)
            .on("log-group:*", "DescribeLogGroups")
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "LogGroupsOwn", LOGS)
            .on(
                LOG_GROUP + "/*",
                "CreateLogGroup",
                "DeleteLogGroup",
                "ListTagsForResource",
                "PutRetentionPolicy",
                "TagResource",
                "UntagResource")
            .build());
  }
}

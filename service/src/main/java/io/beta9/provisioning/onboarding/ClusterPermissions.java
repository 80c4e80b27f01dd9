package io.beta9.provisioning.onboarding;

import java.util.List;

/** The EKS cluster, its node groups and add-ons, its load balancer, and its log group. */
final class ClusterPermissions {
  private static final String EKS = "eks";
  private static final String ELB = "elasticloadbalancing";
  private static final String LOGS = "logs";

  private ClusterPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        PermissionStatement.of(PolicyPart.CLUSTER, "EksRead")
            .allow(EKS, "DescribeAddonVersions", "ListClusters")
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "EksOwn")
            .allow(
                EKS,
                "CreateAddon",
                "CreateCluster",
                "CreateNodegroup",
                "DeleteAddon",
                "DeleteCluster",
                "DeleteNodegroup",
                "DescribeAddon",
                "DescribeCluster",
                "DescribeNodegroup",
                "DescribeUpdate",
                "ListNodegroups",
                "TagResource",
                "UntagResource",
                "UpdateAddon",
                "UpdateClusterConfig",
                "UpdateClusterVersion",
                "UpdateNodegroupConfig",
                "UpdateNodegroupVersion")
            .onRegional(EKS, "addon/beta9-*/*", "cluster/beta9-*", "nodegroup/beta9-*/*")
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "LoadBalancersRead")
            .allow(
                ELB,
                "DescribeListeners",
                "DescribeLoadBalancers",
                "DescribeTags",
                "DescribeTargetGroups")
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "LoadBalancersOwn")
            .allow(ELB, "DeleteLoadBalancer", "DeleteTargetGroup", "ModifyListener")
            .onRegional(ELB, "listener/net/*", "loadbalancer/*", "targetgroup/*")
            .whenTagged()
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "LogGroupsRead")
            .allow(LOGS, "DescribeLogGroups")
            .build(),
        PermissionStatement.of(PolicyPart.CLUSTER, "LogGroupsOwn")
            .allow(
                LOGS,
                "CreateLogGroup",
                "DeleteLogGroup",
                "ListTagsForResource",
                "PutRetentionPolicy",
                "TagResource",
                "UntagResource")
            .onRegional(LOGS, "log-group:/aws/eks/beta9-*")
            .build());
  }
}

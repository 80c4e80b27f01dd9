package io.beta9.provisioning.onboarding;

import static io.beta9.provisioning.onboarding.ArnTemplate.NAME;

import java.util.List;

/**
 * VPC, subnets, gateways, routes, security groups, launch templates, and what the cluster created
 * in EC2. EC2 evaluates each resource of a request: a new one with the tags of the request, an
 * existing one with its own.
 */
final class NetworkPermissions {
  private static final String EC2 = "ec2";
  private static final String LAUNCH_TEMPLATES =
      "arn:{partition}:ec2:*:{account}:launch-template/*";

  private static final String UNREACHABLE_CLUSTER =
      "needed when a cluster that cannot be reached is destroyed";
  private static final String DELETED_INTERFACE =
      "Terraform's provider detaches interfaces of a deleted database that EC2 still shows: without"
          + " the action EC2 denies that, instead of answering that they do not exist. Nothing is"
          + " detached, because the action is not allowed on instances";

  private static final String FLOW_LOGS = "only when tags change while network.flow_logs is set";
  private static final String CHANGED =
      "only after a change outside of the service, or in a later version of the module";

  private NetworkPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        read(),
        create(),
        changeOwn(),
        tagOnCreation(),
        startNodes(),
        useForNodes(),
        removeInterfaces(),
        removeGroupsOfControllers(),
        groupOfCluster());
  }

  private static PermissionStatement read() {
    return PermissionStatement.of(PolicyPart.NETWORK, "Ec2Read", EC2)
        .onAny(
            "DescribeAddresses",
            "DescribeAddressesAttribute",
            "DescribeAvailabilityZones",
            "DescribeFlowLogs",
            "DescribeInstanceTypeOfferings",
            "DescribeInstanceTypes",
            "DescribeInstances",
            "DescribeInternetGateways",
            "DescribeLaunchTemplateVersions",
            "DescribeLaunchTemplates",
            "DescribeNatGateways",
            "DescribeNetworkAcls",
            "DescribeNetworkInterfaces",
            "DescribePrefixLists",
            "DescribeRouteTables",
            "DescribeSecurityGroupRules",
            "DescribeSecurityGroups",
            "DescribeSubnets",
            "DescribeTags",
            "DescribeVolumes",
            "DescribeVpcAttribute",
            "DescribeVpcEndpoints",
            "DescribeVpcs")
        .build();
  }

  private static PermissionStatement create() {
    return PermissionStatement.of(PolicyPart.NETWORK, "Ec2Create", EC2)
        .on("elastic-ip/*", "AllocateAddress")
        .on("internet-gateway/*", "CreateInternetGateway")
        .on("launch-template/*", "CreateLaunchTemplate")
        .on("natgateway/*", "CreateNatGateway")
        .on("route-table/*", "CreateRouteTable")
        .on("security-group/*", "CreateSecurityGroup")
        .on(
            "security-group-rule/*",
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress")
        .on("subnet/*", "CreateSubnet")
        .on("vpc/*", "CreateVpc")
        .on("vpc-endpoint/*", "CreateVpcEndpoint")
        .on("vpc-flow-log/*", "CreateFlowLogs")
        .whenTaggedByRequest()
        .build();
  }

  private static PermissionStatement changeOwn() {
    return PermissionStatement.of(PolicyPart.NETWORK, "Ec2ChangeOwn", EC2)
        .on(
            "elastic-ip/*",
            "CreateNatGateway",
            "CreateTags",
            "DeleteTags",
            "ReleaseAddress",
            "DisassociateAddress")
        .on("instance/*", "GetConsoleOutput")
        .on(
            "internet-gateway/*",
            "AttachInternetGateway",
            "CreateRoute",
            "CreateTags",
            "DeleteInternetGateway",
            "DeleteTags",
            "DetachInternetGateway")
        .on(
            "launch-template/*",
            "CreateLaunchTemplateVersion",
            "CreateTags",
            "DeleteLaunchTemplate",
            "DeleteTags",
            "ModifyLaunchTemplate",
            "RunInstances")
        .on("natgateway/*", "CreateRoute", "CreateTags", "DeleteNatGateway", "DeleteTags")
        .on(
            "route-table/*",
            "AssociateRouteTable",
            "CreateRoute",
            "CreateTags",
            "CreateVpcEndpoint",
            "DeleteRoute",
            "DeleteRouteTable",
            "DeleteTags",
            "DisassociateRouteTable")
        .on(
            "security-group/*",
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress",
            "CreateTags",
            "DeleteSecurityGroup",
            "DeleteTags",
            "RevokeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
            "RunInstances")
        .on("security-group-rule/*", "CreateTags", "DeleteTags")
        .on(
            "subnet/*",
            "AssociateRouteTable",
            "CreateNatGateway",
            "CreateTags",
            "DeleteSubnet",
            "DeleteTags",
            "DisassociateRouteTable",
            "ModifySubnetAttribute",
            "RunInstances")
        .on("volume/*", "DeleteVolume")
        .on(
            "vpc/*",
            "AttachInternetGateway",
            "CreateFlowLogs",
            "CreateRouteTable",
            "CreateSecurityGroup",
            "CreateSubnet",
            "CreateTags",
            "CreateVpcEndpoint",
            "DeleteTags",
            "DeleteVpc",
            "DetachInternetGateway",
            "ModifyVpcAttribute")
        .on("vpc-endpoint/*", "CreateTags", "DeleteTags", "DeleteVpcEndpoints", "ModifyVpcEndpoint")
        .on("vpc-flow-log/*", "CreateTags", "DeleteFlowLogs", "DeleteTags")
        .unrecordedOn("vpc-flow-log/*", FLOW_LOGS, "CreateTags", "DeleteTags")
        .unrecorded(CHANGED, "ModifySubnetAttribute", "ModifyVpcEndpoint")
        .unrecorded("only if an address is released while it is associated", "DisassociateAddress")
        .whenTagged()
        .build();
  }

  private static PermissionStatement tagOnCreation() {
    return PermissionStatement.of(PolicyPart.NETWORK, "Ec2TagOnCreation", EC2)
        .on("elastic-ip/*", "CreateTags")
        .on("instance/*", "CreateTags")
        .on("internet-gateway/*", "CreateTags")
        .on("launch-template/*", "CreateTags")
        .on("natgateway/*", "CreateTags")
        .on("network-interface/*", "CreateTags")
        .on("route-table/*", "CreateTags")
        .on("security-group/*", "CreateTags")
        .on("security-group-rule/*", "CreateTags")
        .on("subnet/*", "CreateTags")
        .on("volume/*", "CreateTags")
        .on("vpc/*", "CreateTags")
        .on("vpc-endpoint/*", "CreateTags")
        .on("vpc-flow-log/*", "CreateTags")
        .when(
            "StringEquals",
            "ec2:CreateAction",
            "AllocateAddress",
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress",
            "CreateFlowLogs",
            "CreateInternetGateway",
            "CreateLaunchTemplate",
            "CreateNatGateway",
            "CreateRouteTable",
            "CreateSecurityGroup",
            "CreateSubnet",
            "CreateVpc",
            "CreateVpcEndpoint",
            "RunInstances")
        .build();
  }

  /** EKS checks that the creator of a node group could start its instances. */
  private static PermissionStatement startNodes() {
    return PermissionStatement.of(PolicyPart.NETWORK, "NodesStart", EC2)
        .on("instance/*", "RunInstances")
        .on("network-interface/*", "RunInstances")
        .on("volume/*", "RunInstances")
        .whenTaggedByRequest()
        .when("ArnLike", "ec2:LaunchTemplate", LAUNCH_TEMPLATES)
        .build();
  }

  /** The cluster's security group belongs to EKS, images belong to Amazon: none has our tag. */
  private static PermissionStatement useForNodes() {
    return PermissionStatement.of(PolicyPart.NETWORK, "NodesUse", EC2)
        .onArn("arn:{partition}:ec2:{region}::image/*", "RunInstances")
        .on("security-group/*", "RunInstances")
        .when("ArnLike", "ec2:LaunchTemplate", LAUNCH_TEMPLATES)
        .build();
  }

  /**
   * Interfaces that the network add-on of a deleted cluster has left have only its own tags. An
   * interface is detached on it and on its instance; the role may do so on no instance.
   */
  private static PermissionStatement removeInterfaces() {
    return PermissionStatement.of(PolicyPart.NETWORK, "InterfacesRemove", EC2)
        .on("network-interface/*", "DeleteNetworkInterface", "DetachNetworkInterface")
        .unrecorded(DELETED_INTERFACE, "DetachNetworkInterface")
        .when("StringLike", "aws:ResourceTag/cluster.k8s.amazonaws.com/name", NAME)
        .build();
  }

  /** The AWS Load Balancer Controller sets the cluster's name on the groups that it creates. */
  private static PermissionStatement removeGroupsOfControllers() {
    return PermissionStatement.of(PolicyPart.NETWORK, "ControllerGroupsRemove", EC2)
        .on(
            "security-group/*",
            "DeleteSecurityGroup",
            "RevokeSecurityGroupEgress",
            "RevokeSecurityGroupIngress")
        .unrecorded(
            UNREACHABLE_CLUSTER,
            "DeleteSecurityGroup",
            "RevokeSecurityGroupEgress",
            "RevokeSecurityGroupIngress")
        .when("StringLike", "aws:ResourceTag/elbv2.k8s.aws/cluster", NAME)
        .build();
  }

  /**
   * The cluster's security group belongs to EKS, and has its tag instead of ours. Its rules refer
   * to the groups of load balancers, and admit the networks that reach a private endpoint.
   */
  private static PermissionStatement groupOfCluster() {
    return PermissionStatement.of(PolicyPart.NETWORK, "ClusterGroup", EC2)
        .on(
            "security-group/*",
            "AuthorizeSecurityGroupIngress",
            "DeleteSecurityGroup",
            "RevokeSecurityGroupEgress",
            "RevokeSecurityGroupIngress")
        .unrecorded("only with cluster.endpoint.access: private", "AuthorizeSecurityGroupIngress")
        .when("StringLike", "aws:ResourceTag/aws:eks:cluster-name", NAME)
        .build();
  }
}

package io.beta9.provisioning.onboarding;

import java.util.List;

/** VPC, subnets, gateways, routes, security groups, and what the cluster created in EC2. */
final class NetworkPermissions {
  private static final String EC2 = "ec2";

  private NetworkPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        PermissionStatement.of(PolicyPart.NETWORK, "Ec2Read")
            .allow(
                EC2,
                "DescribeAddresses",
                "DescribeAddressesAttribute",
                "DescribeAvailabilityZones",
                "DescribeInstances",
                "DescribeInstanceTypeOfferings",
                "DescribeInstanceTypes",
                "DescribeInternetGateways",
                "DescribeLaunchTemplates",
                "DescribeLaunchTemplateVersions",
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
            .build(),
        PermissionStatement.of(PolicyPart.NETWORK, "Ec2Create")
            .allow(
                EC2,
                "AllocateAddress",
                "CreateInternetGateway",
                "CreateLaunchTemplate",
                "CreateNatGateway",
                "CreateRouteTable",
                "CreateSecurityGroup",
                "CreateSubnet",
                "CreateVpc",
                "CreateVpcEndpoint")
            .onRegional(
                EC2,
                "elastic-ip/*",
                "internet-gateway/*",
                "launch-template/*",
                "natgateway/*",
                "route-table/*",
                "security-group/*",
                "subnet/*",
                "vpc/*",
                "vpc-endpoint/*")
            .whenTaggedByRequest()
            .build(),
        PermissionStatement.of(PolicyPart.NETWORK, "Ec2ChangeOwn")
            .allow(
                EC2,
                "AssociateRouteTable",
                "AttachInternetGateway",
                "AuthorizeSecurityGroupEgress",
                "AuthorizeSecurityGroupIngress",
                "CreateLaunchTemplateVersion",
                "CreateNatGateway",
                "CreateRoute",
                "CreateRouteTable",
                "CreateSecurityGroup",
                "CreateSubnet",
                "CreateTags",
                "CreateVpcEndpoint",
                "DeleteInternetGateway",
                "DeleteLaunchTemplate",
                "DeleteNatGateway",
                "DeleteRoute",
                "DeleteRouteTable",
                "DeleteSecurityGroup",
                "DeleteSubnet",
                "DeleteTags",
                "DeleteVolume",
                "DeleteVpc",
                "DeleteVpcEndpoints",
                "DetachInternetGateway",
                "DisassociateAddress",
                "DisassociateRouteTable",
                "GetConsoleOutput",
                "ModifyLaunchTemplate",
                "ModifySubnetAttribute",
                "ModifyVpcAttribute",
                "ModifyVpcEndpoint",
                "ReleaseAddress",
                "RevokeSecurityGroupEgress",
                "RevokeSecurityGroupIngress")
            .onRegional(EC2, "*")
            .whenTagged()
            .build(),
        PermissionStatement.of(PolicyPart.NETWORK, "Ec2TagOnCreation")
            .allow(EC2, "CreateTags")
            .onRegional(EC2, "*")
            .when(
                "StringEquals",
                "ec2:CreateAction",
                "AllocateAddress",
                "CreateInternetGateway",
                "CreateLaunchTemplate",
                "CreateNatGateway",
                "CreateRouteTable",
                "CreateSecurityGroup",
                "CreateSubnet",
                "CreateVpc",
                "CreateVpcEndpoint")
            .build());
  }
}

package io.beta9.provisioning.onboarding;

import java.util.List;

/** Roles, the user of the storage, the issuer of the cluster's tokens, service-linked roles. */
final class IdentityPermissions {
  private static final String IAM = "iam";

  private IdentityPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        PermissionStatement.of(PolicyPart.IDENTITY, "RolesCreate")
            .allow(IAM, "CreateRole", "CreateUser")
            .on("arn:{partition}:iam::{account}:role/beta9-*", USERS)
            .whenTaggedByRequest()
            .global()
            .build(),
        PermissionStatement.of(PolicyPart.IDENTITY, "RolesOwn")
            .allow(
                IAM,
                "DeleteRole",
                "DeleteRolePolicy",
                "DetachRolePolicy",
                "GetRole",
                "GetRolePolicy",
                "ListAttachedRolePolicies",
                "ListInstanceProfilesForRole",
                "ListRolePolicies",
                "PutRolePolicy",
                "TagRole",
                "UntagRole",
                "UpdateAssumeRolePolicy",
                "UpdateRole",
                "UpdateRoleDescription")
            .on("arn:{partition}:iam::{account}:role/beta9-*")
            .global()
            .build(),
        PermissionStatement.of(PolicyPart.IDENTITY, "RolesAttach")
            .allow(IAM, "AttachRolePolicy")
            .on("arn:{partition}:iam::{account}:role/beta9-*")
            .when(
                "ArnEquals",
                "iam:PolicyARN",
                "arn:{partition}:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
                "arn:{partition}:iam::aws:policy/AmazonEKSClusterPolicy",
                "arn:{partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy",
                "arn:{partition}:iam::aws:policy/AmazonEKS_CNI_Policy",
                "arn:{partition}:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy")
            .global()
            .build(),
        PermissionStatement.of(PolicyPart.IDENTITY, "RolesPass")
            .allow(IAM, "PassRole")
            .on("arn:{partition}:iam::{account}:role/beta9-*")
            .when("StringLike", "iam:PassedToService", "ec2.amazonaws.com*", "eks.amazonaws.com*")
            .global()
            .build(),
        PermissionStatement.of(PolicyPart.IDENTITY, "StorageUser")
            .allow(
                IAM,
                "CreateAccessKey",
                "DeleteAccessKey",
                "DeleteUser",
                "DeleteUserPolicy",
                "GetUser",
                "GetUserPolicy",
                "ListAccessKeys",
                "ListGroupsForUser",
                "PutUserPolicy",
                "TagUser",
                "UntagUser")
            .on(USERS)
            .global()
            .build(),
        PermissionStatement.of(PolicyPart.IDENTITY, "TokenIssuers")
            .allow(
                IAM,
                "CreateOpenIDConnectProvider",
                "DeleteOpenIDConnectProvider",
                "GetOpenIDConnectProvider",
                "ListOpenIDConnectProviderTags",
                "TagOpenIDConnectProvider",
                "UntagOpenIDConnectProvider")
            .on("arn:{partition}:iam::{account}:oidc-provider/oidc.eks.*")
            .global()
            .build(),
        PermissionStatement.of(PolicyPart.IDENTITY, "TokenIssuersRead")
            .allow(IAM, "ListOpenIDConnectProviders")
            .global()
            .build(),
        PermissionStatement.of(PolicyPart.IDENTITY, "ServiceLinkedRoles")
            .allow(IAM, "CreateServiceLinkedRole")
            .on("arn:{partition}:iam::{account}:role/aws-service-role/*")
            .when(
                "StringLike",
                "iam:AWSServiceName",
                "autoscaling.amazonaws.com",
                "eks.amazonaws.com",
                "eks-nodegroup.amazonaws.com",
                "elasticache.amazonaws.com",
                "elasticloadbalancing.amazonaws.com",
                "rds.amazonaws.com")
            .global()
            .build());
  }

  private static final String USERS = "arn:{partition}:iam::{account}:user/beta9-*";
}

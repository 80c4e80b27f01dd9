package io.beta9.provisioning.onboarding;

import static io.beta9.provisioning.onboarding.ArnTemplate.NAME;

import java.util.List;

/**
 * Roles, the user of the storage, the issuer of the cluster's tokens, service-linked roles, and the
 * account: its quotas, its tagged resources, the role's own permissions.
 */
final class IdentityPermissions {
  private static final String IAM = "iam";
  private static final String ROLES = ArnTemplate.iam("role/" + NAME + "-*");
  private static final String USERS = ArnTemplate.iam("user/" + NAME + "-storage");
  private static final String ISSUERS =
      ArnTemplate.iam("oidc-provider/oidc.eks.{region}.amazonaws.com*");

  private IdentityPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        bounded(),
        attach(),
        roles(),
        pass(),
        createIssuers(),
        changeIssuers(),
        read(),
        serviceLinkedRoles(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "Inventory", "tag")
            .onAny("GetResources")
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "Quotas", "servicequotas")
            .onAny("GetAWSDefaultServiceQuota", "GetServiceQuota", "RequestServiceQuotaIncrease")
            .unrecorded(
                "only for a quota that has no value of its own in the account",
                "GetAWSDefaultServiceQuota")
            .unrecorded(
                "only if a quota is exceeded and its increase is requested",
                "RequestServiceQuotaIncrease")
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "OwnPermissions", IAM)
            .onArn(ArnTemplate.iam("role/*"), "SimulatePrincipalPolicy")
            .global()
            .build());
  }

  /** What decides on the permissions of a role or user. */
  private static PermissionStatement bounded() {
    return PermissionStatement.of(PolicyPart.IDENTITY, "IdentitiesCreate", IAM)
        .onArn(
            ROLES,
            "CreateRole",
            "DeleteRolePolicy",
            "DetachRolePolicy",
            "PutRolePermissionsBoundary",
            "PutRolePolicy")
        .onArn(
            USERS, "CreateUser", "DeleteUserPolicy", "PutUserPermissionsBoundary", "PutUserPolicy")
        .unrecorded(
            "an environment that was created before the account required a permissions boundary",
            "PutRolePermissionsBoundary",
            "PutUserPermissionsBoundary")
        .global()
        .bounded()
        .build();
  }

  private static PermissionStatement attach() {
    return PermissionStatement.of(PolicyPart.IDENTITY, "RolesAttach", IAM)
        .onArn(ROLES, "AttachRolePolicy")
        .when(
            "ArnEquals",
            "iam:PolicyARN",
            ArnTemplate.awsPolicy("AmazonEC2ContainerRegistryReadOnly"),
            ArnTemplate.awsPolicy("AmazonEKSClusterPolicy"),
            ArnTemplate.awsPolicy("AmazonEKSWorkerNodePolicy"),
            ArnTemplate.awsPolicy("AmazonEKS_CNI_Policy"),
            ArnTemplate.awsPolicy("service-role/AmazonEBSCSIDriverPolicy"))
        .global()
        .bounded()
        .build();
  }

  private static PermissionStatement roles() {
    return PermissionStatement.of(PolicyPart.IDENTITY, "IdentitiesOwn", IAM)
        .onArn(
            ROLES,
            "DeleteRole",
            "GetRole",
            "GetRolePolicy",
            "ListAttachedRolePolicies",
            "ListInstanceProfilesForRole",
            "ListRolePolicies",
            "TagRole",
            "UntagRole",
            "UpdateAssumeRolePolicy",
            "UpdateRole",
            "UpdateRoleDescription")
        .onArn(
            USERS,
            "CreateAccessKey",
            "DeleteAccessKey",
            "DeleteLoginProfile",
            "DeleteUser",
            "GetUser",
            "GetUserPolicy",
            "ListAccessKeys",
            "ListAttachedUserPolicies",
            "ListGroupsForUser",
            "ListMFADevices",
            "ListSSHPublicKeys",
            "ListServiceSpecificCredentials",
            "ListSigningCertificates",
            "ListUserPolicies",
            "TagUser",
            "UntagUser")
        .unrecorded(
            "only after a change outside of the service, or in a later version of the module",
            "UpdateAssumeRolePolicy",
            "UpdateRole",
            "UpdateRoleDescription")
        .global()
        .build();
  }

  private static PermissionStatement pass() {
    return PermissionStatement.of(PolicyPart.IDENTITY, "RolesPass", IAM)
        .onArn(ROLES, "PassRole")
        // In China, services have names that end with .cn.
        .when(
            "StringLike",
            "iam:PassedToService",
            "ec2.amazonaws.com*",
            "eks.amazonaws.com*",
            "vpc-flow-logs.amazonaws.com*")
        .global()
        .build();
  }

  /**
   * IAM checks the permission to tag an issuer with its creation, too, and has no condition that
   * tells the two apart: the role can give another issuer the tag.
   *
   * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_oidc.html">Tag OpenID
   *     Connect identity providers</a>
   */
  private static PermissionStatement createIssuers() {
    return PermissionStatement.of(PolicyPart.IDENTITY, "TokenIssuersCreate", IAM)
        .onArn(ISSUERS, "CreateOpenIDConnectProvider", "TagOpenIDConnectProvider")
        .whenTaggedByRequest()
        .global()
        .build();
  }

  /** The name of an issuer is the id of its cluster, hence only the tag shows whose it is. */
  private static PermissionStatement changeIssuers() {
    return PermissionStatement.of(PolicyPart.IDENTITY, "TokenIssuersOwn", IAM)
        .onArn(
            ISSUERS,
            "DeleteOpenIDConnectProvider",
            "GetOpenIDConnectProvider",
            "TagOpenIDConnectProvider",
            "UntagOpenIDConnectProvider")
        .whenTagged()
        .global()
        .build();
  }

  /**
   * The issuer of an environment is found by its tags among all issuers of the account. Terraform
   * deletes what belongs to a user before the user.
   */
  private static PermissionStatement read() {
    return PermissionStatement.of(PolicyPart.IDENTITY, "IdentitiesRead", IAM)
        .onAny("ListOpenIDConnectProviders", "ListVirtualMFADevices")
        .onArn(ArnTemplate.iam("oidc-provider/*"), "ListOpenIDConnectProviderTags")
        .global()
        .build();
  }

  /** In an account that has not used a service before, the first use creates its role. */
  private static PermissionStatement serviceLinkedRoles() {
    return PermissionStatement.of(PolicyPart.IDENTITY, "ServiceLinkedRoles", IAM)
        .onArn(ArnTemplate.iam("role/aws-service-role/*"), "CreateServiceLinkedRole")
        .when(
            "StringEquals",
            "iam:AWSServiceName",
            "autoscaling.amazonaws.com",
            "eks.amazonaws.com",
            "eks-nodegroup.amazonaws.com",
            "elasticache.amazonaws.com",
            "elasticloadbalancing.amazonaws.com",
            "rds.amazonaws.com",
            "servicequotas.amazonaws.com")
        .global()
        .build();
  }
}

package io.beta9.provisioning.onboarding;

import java.util.List;

/** The account itself: its quotas, its tagged resources, and the role's own permissions. */
final class AccountPermissions {
  private AccountPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        PermissionStatement.of(PolicyPart.ACCOUNT, "Inventory")
            .allow("tag", "GetResources")
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "Quotas")
            .allow("servicequotas", "GetAWSDefaultServiceQuota", "GetServiceQuota")
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "OwnPermissions")
            .allow("iam", "SimulatePrincipalPolicy")
            .on("arn:{partition}:iam::{account}:role/*")
            .global()
            .build());
  }
}

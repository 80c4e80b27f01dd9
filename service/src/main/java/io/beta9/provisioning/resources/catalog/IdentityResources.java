package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.inspection.IdentityInspection;
import io.beta9.provisioning.resources.inventory.IdentityInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.resources.lookup.IdentityFinder;
import io.beta9.provisioning.resources.lookup.PolicyRemover;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** IAM roles and the storage user, with their policies. */
final class IdentityResources {
  private IdentityResources() {}

  static List<ResourceDescriptor> descriptors() {
    return List.of(
        ResourceDescriptor.of("aws_iam_role")
            .inspectedBy(session -> new IdentityInspection(session)::role)
            .removalInterrupts(Consequence.ROLES)
            .identifiedBy(Identification.byName(Set.of("name"), true, IdentityResources::roleNames))
            .foundBy(session -> new IdentityFinder(session)::role)
            .listedBy(
                new InventoryRule.Queried(
                    session -> scope -> new IdentityInventory(session).roles(roleNames(scope))))
            .build(),
        ResourceDescriptor.of("aws_iam_role_policy")
            .removalInterrupts(Consequence.ROLES)
            .settingOf("aws_iam_role", "role", "name")
            .removedBeforeOwner(
                "role", (session, policy) -> new PolicyRemover(session).removeRolePolicy(policy))
            .build(),
        ResourceDescriptor.of("aws_iam_role_policy_attachment")
            .removalInterrupts(Consequence.ROLES)
            .settingOf("aws_iam_role", "role", "policy_arn")
            .removedBeforeOwner(
                "role",
                (session, attachment) -> new PolicyRemover(session).detachRolePolicy(attachment))
            .build(),
        ResourceDescriptor.of("aws_iam_user")
            .inspectedBy(session -> new IdentityInspection(session)::user)
            .removalInterrupts(Consequence.ROLES)
            .identifiedBy(Identification.byName(Set.of("name"), true, IdentityResources::userNames))
            .foundBy(session -> new IdentityFinder(session)::user)
            .listedBy(
                new InventoryRule.Queried(
                    session -> scope -> new IdentityInventory(session).users(userNames(scope))))
            .harmlessAfterImport("force_destroy")
            .build(),
        ResourceDescriptor.of("aws_iam_user_policy")
            .removalInterrupts(Consequence.ROLES)
            .settingOf("aws_iam_user", "user", "name")
            .removedBeforeOwner(
                "user", (session, policy) -> new PolicyRemover(session).removeUserPolicy(policy))
            .build());
  }

  private static List<String> roleNames(ResourceScope scope) {
    return Stream.of("cluster", "nodes", "gateway", "worker", "autoscaler", "ebs-csi", "flow-logs")
        .map(role -> scope.prefix() + "-" + role)
        .toList();
  }

  private static List<String> userNames(ResourceScope scope) {
    return List.of(scope.prefix() + "-storage");
  }
}

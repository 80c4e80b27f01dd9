package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.format.ShellCommand;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

/** Inspects IAM roles and users, which cannot be deleted while something is attached to them. */
public final class IdentityInspection {
  /** What the module attaches to its roles, and sets in its roles and its user. */
  private static final Set<String> OF_THE_MODULE =
      Set.of(
          "AmazonEKSClusterPolicy",
          "AmazonEC2ContainerRegistryReadOnly",
          "AmazonEKSWorkerNodePolicy",
          "AmazonEKS_CNI_Policy",
          "no-log-groups",
          "flow-logs",
          "AmazonEBSCSIDriverPolicy",
          "storage",
          "gateway",
          "worker",
          "autoscaler");

  private final AwsSession session;

  public IdentityInspection(AwsSession session) {
    this.session = session;
  }

  public Optional<ResourceReport> role(InspectedResource resource) {
    String name = name(resource);
    return found(
        name,
        "list-attached-role-policies",
        "--role-name",
        () ->
            Stream.of(
                    session
                        .iam()
                        .listInstanceProfilesForRolePaginator(r -> r.roleName(name))
                        .instanceProfiles()
                        .stream()
                        .map(profile -> blocker(resource, profile)),
                    session
                        .iam()
                        .listAttachedRolePoliciesPaginator(r -> r.roleName(name))
                        .attachedPolicies()
                        .stream()
                        .map(policy -> attached(policy.policyArn(), policy.policyName())),
                    session
                        .iam()
                        .listRolePoliciesPaginator(r -> r.roleName(name))
                        .policyNames()
                        .stream()
                        .map(IdentityInspection::inline))
                .flatMap(all -> all)
                .toList());
  }

  public Optional<ResourceReport> user(InspectedResource resource) {
    String name = name(resource);
    return found(
        name,
        "list-attached-user-policies",
        "--user-name",
        () ->
            Stream.concat(
                    session
                        .iam()
                        .listAttachedUserPoliciesPaginator(r -> r.userName(name))
                        .attachedPolicies()
                        .stream()
                        .map(policy -> attached(policy.policyArn(), policy.policyName())),
                    session
                        .iam()
                        .listUserPoliciesPaginator(r -> r.userName(name))
                        .policyNames()
                        .stream()
                        .map(IdentityInspection::inline))
                .toList());
  }

  /** The name is the id by which Terraform knows a role or a user. */
  private static String name(InspectedResource resource) {
    return resource
        .knownId()
        .orElseGet(
            () -> resource.scope().prefix() + "-" + resource.address().name().replace('_', '-'));
  }

  private Optional<ResourceReport> found(
      String name, String operation, String option, Supplier<List<Blocker>> blockers) {
    return OptionalResource.emptyIfNotFound(Set.of("NoSuchEntity"), blockers)
        .map(
            all ->
                ResourceReport.of(name, "", ShellCommand.of("aws", "iam", operation, option, name))
                    .blockedBy(all));
  }

  /** EKS creates the profiles of its nodes. */
  private static Blocker blocker(InspectedResource resource, InstanceProfile profile) {
    String name = profile.instanceProfileName();
    return new Blocker(
        "instance profile",
        name,
        name.startsWith(resource.scope().prefix())
            ? BlockerOwnership.OURS
            : name.startsWith("eks-") ? BlockerOwnership.AWS : BlockerOwnership.FOREIGN,
        "");
  }

  private static Blocker attached(String arn, String name) {
    return new Blocker("attached policy", arn, owner(name), "");
  }

  private static Blocker inline(String name) {
    return new Blocker("inline policy", name, owner(name), "");
  }

  private static BlockerOwnership owner(String policy) {
    return OF_THE_MODULE.contains(policy) ? BlockerOwnership.OURS : BlockerOwnership.FOREIGN;
  }
}

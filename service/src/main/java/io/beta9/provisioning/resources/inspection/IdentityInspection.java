package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.format.ShellCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;

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

  /** The policies of a role have no ids of their own. */
  public Optional<ResourceReport> rolePolicies(InspectedResource resource, String query) {
    String role = owner(resource);
    return found(
        role,
        query,
        "--role-name",
        () -> {
          session.iam().getRole(r -> r.roleName(role));
          return List.of();
        });
  }

  /** The policies of a user have no ids of their own. */
  public Optional<ResourceReport> userPolicies(InspectedResource resource) {
    String user = owner(resource);
    return found(
        user,
        "list-user-policies",
        "--user-name",
        () -> {
          session.iam().getUser(r -> r.userName(user));
          return List.of();
        });
  }

  /** Terraform knows an inline policy as {@code owner:policy}. */
  private static String owner(InspectedResource policy) {
    return policy
        .knownId()
        .filter(id -> id.contains(":") && !id.contains("/"))
        .map(id -> id.substring(0, id.indexOf(':')))
        .orElseGet(() -> nameOf(policy));
  }

  /** An OIDC provider has no status. Its id is that in the journal, or the issuer's. */
  public Optional<ResourceReport> oidcProvider(InspectedResource resource) {
    return resource
        .knownId()
        .or(() -> providers().filter(arn -> isOurs(arn, resource)).findFirst())
        .flatMap(
            arn ->
                OptionalResource.emptyIfNotFound(
                        Set.of("NoSuchEntity"),
                        () ->
                            session
                                .iam()
                                .getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn)))
                    .map(
                        found ->
                            ResourceReport.of(
                                arn,
                                "",
                                ShellCommand.of(
                                    "aws",
                                    "iam",
                                    "get-open-id-connect-provider",
                                    "--open-id-connect-provider-arn",
                                    arn))));
  }

  private Stream<String> providers() {
    return session.iam().listOpenIDConnectProviders().openIDConnectProviderList().stream()
        .map(OpenIDConnectProviderListEntry::arn);
  }

  private boolean isOurs(String arn, InspectedResource resource) {
    Map<String, String> tags = new LinkedHashMap<>();
    OptionalResource.emptyIfNotFound(
            Set.of("NoSuchEntity"),
            () -> session.iam().listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(arn)))
        .ifPresent(found -> found.tags().forEach(tag -> tags.put(tag.key(), tag.value())));
    return resource.scope().owns(tags);
  }

  /** The name is the id by which Terraform knows a role or a user. */
  private static String name(InspectedResource resource) {
    return resource.knownId().orElseGet(() -> nameOf(resource));
  }

  /** Its name by the conventions of the module. */
  private static String nameOf(InspectedResource resource) {
    return resource.scope().prefix() + "-" + resource.address().name().replace('_', '-');
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

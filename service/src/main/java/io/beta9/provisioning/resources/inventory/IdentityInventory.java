package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;

/** Lists IAM roles and users by name, and the cluster's OIDC provider by tag. */
public final class IdentityInventory {
  private static final Set<String> NOT_FOUND = Set.of("NoSuchEntity");

  private final AwsSession session;

  public IdentityInventory(AwsSession session) {
    this.session = session;
  }

  public List<Leftover> roles(List<String> names) {
    return names.stream()
        .flatMap(
            name ->
                OptionalResource.emptyIfNotFound(
                    NOT_FOUND, () -> session.iam().getRole(r -> r.roleName(name)).role())
                    .stream())
        .map(role -> new Leftover("iam:role", role.roleName(), role.arn(), false, ""))
        .toList();
  }

  public List<Leftover> users(List<String> names) {
    return names.stream()
        .flatMap(
            name ->
                OptionalResource.emptyIfNotFound(
                    NOT_FOUND, () -> session.iam().getUser(r -> r.userName(name)).user())
                    .stream())
        .map(user -> new Leftover("iam:user", user.userName(), user.arn(), false, ""))
        .toList();
  }

  public List<Leftover> oidcProviders(ResourceScope scope) {
    return session.iam().listOpenIDConnectProviders().openIDConnectProviderList().stream()
        .map(OpenIDConnectProviderListEntry::arn)
        .filter(arn -> isOwned(arn, scope))
        .map(arn -> new Leftover("iam:oidc-provider", arn, arn, false, ""))
        .toList();
  }

  private boolean isOwned(String provider, ResourceScope scope) {
    return OptionalResource.emptyIfNotFound(
            NOT_FOUND,
            () ->
                session
                    .iam()
                    .listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(provider)))
        .stream()
        .flatMap(response -> response.tags().stream())
        .anyMatch(
            tag ->
                tag.key().equals(ResourceNaming.ENVIRONMENT_ID_TAG)
                    && tag.value().equals(scope.id().value()));
  }
}

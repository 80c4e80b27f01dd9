package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;

/** Roles, the user, the cluster's identity provider. */
final class IdentityInventory implements EnvironmentInventory.ResourceInventory {
  private static final Set<String> ABSENT = Set.of("NoSuchEntity");
  private static final List<String> ROLES =
      List.of("cluster", "nodes", "gateway", "autoscaler", "ebs-csi");

  private final AwsSession session;

  IdentityInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> at(ResourceScope footprint) {
    List<Leftover> found = new ArrayList<>();
    for (String part : ROLES) {
      String name = footprint.prefix() + "-" + part;
      OptionalResource.unless(ABSENT, () -> session.iam().getRole(r -> r.roleName(name)).role())
          .ifPresent(role -> found.add(new Leftover("iam:role", name, role.arn(), false, "")));
    }
    String user = footprint.prefix() + "-storage";
    OptionalResource.unless(ABSENT, () -> session.iam().getUser(r -> r.userName(user)).user())
        .ifPresent(there -> found.add(new Leftover("iam:user", user, there.arn(), false, "")));
    for (OpenIDConnectProviderListEntry provider :
        session.iam().listOpenIDConnectProviders().openIDConnectProviderList()) {
      if (isOurs(provider.arn(), footprint)) {
        found.add(new Leftover("iam:oidc-provider", provider.arn(), provider.arn(), false, ""));
      }
    }
    return found;
  }

  private boolean isOurs(String provider, ResourceScope footprint) {
    return OptionalResource.unless(
            ABSENT,
            () ->
                session
                    .iam()
                    .listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(provider)))
        .stream()
        .flatMap(answer -> answer.tags().stream())
        .anyMatch(
            tag ->
                tag.key().equals("beta9:environment-id")
                    && tag.value().equals(footprint.id().value()));
  }
}

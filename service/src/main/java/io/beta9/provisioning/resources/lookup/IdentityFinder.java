package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.Tag;

/** Finds IAM roles and users by name, and the cluster's OIDC provider by tag. */
public final class IdentityFinder {
  private static final Set<String> NOT_FOUND = Set.of("NoSuchEntity");

  private final AwsSession session;

  public IdentityFinder(AwsSession session) {
    this.session = session;
  }

  public LookupResult role(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return OptionalResource.emptyIfNotFound(
            NOT_FOUND, () -> session.iam().getRole(r -> r.roleName(name)).role())
        .map(role -> hints.foundIfOwned(name, name, tags(role.tags())))
        .orElseGet(LookupResult.Absent::new);
  }

  public LookupResult user(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return OptionalResource.emptyIfNotFound(
            NOT_FOUND, () -> session.iam().getUser(r -> r.userName(name)).user())
        .map(user -> hints.foundIfOwned(name, name, tags(user.tags())))
        .orElseGet(LookupResult.Absent::new);
  }

  public LookupResult oidcProvider(PlannedResource resource, LookupHints hints) {
    List<String> found =
        session.iam().listOpenIDConnectProviders().openIDConnectProviderList().stream()
            .map(OpenIDConnectProviderListEntry::arn)
            .filter(arn -> hints.isOwned(tagsOfProvider(arn)))
            .toList();
    return LookupResult.ofAtMostOne(found);
  }

  private Map<String, String> tagsOfProvider(String arn) {
    return OptionalResource.emptyIfNotFound(
            NOT_FOUND,
            () -> session.iam().listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(arn)))
        .map(response -> tags(response.tags()))
        .orElse(Map.of());
  }

  private static Map<String, String> tags(List<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value()));
    return map;
  }
}

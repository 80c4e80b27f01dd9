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

/** Roles and the user by their names, the cluster's issuer by its tag. */
final class IdentityFinder {
  private static final Set<String> ABSENT = Set.of("NoSuchEntity");

  private final AwsSession session;

  IdentityFinder(AwsSession session) {
    this.session = session;
  }

  LookupResult role(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return OptionalResource.unless(
            ABSENT, () -> session.iam().getRole(r -> r.roleName(name)).role())
        .map(role -> clues.owned(name, name, tags(role.tags())))
        .orElseGet(LookupResult.Absent::new);
  }

  LookupResult user(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return OptionalResource.unless(
            ABSENT, () -> session.iam().getUser(r -> r.userName(name)).user())
        .map(user -> clues.owned(name, name, tags(user.tags())))
        .orElseGet(LookupResult.Absent::new);
  }

  LookupResult issuer(PlannedResource wanted, LookupHints clues) {
    List<String> found =
        session.iam().listOpenIDConnectProviders().openIDConnectProviderList().stream()
            .map(OpenIDConnectProviderListEntry::arn)
            .filter(arn -> clues.isOurs(tagsOfIssuer(arn)))
            .toList();
    return switch (found.size()) {
      case 0 -> new LookupResult.Absent();
      case 1 -> LookupResult.Found.of(found.getFirst());
      default -> new LookupResult.Ambiguous(found);
    };
  }

  /** A role or user that still has a policy cannot be deleted by somebody who knows of none. */
  void loosen(PlannedResource setting) {
    switch (setting.type()) {
      case "aws_iam_role_policy" ->
          OptionalResource.unless(
              ABSENT,
              () ->
                  session
                      .iam()
                      .deleteRolePolicy(
                          r ->
                              r.roleName(setting.value("role").orElseThrow())
                                  .policyName(setting.value("name").orElseThrow())));
      case "aws_iam_role_policy_attachment" ->
          OptionalResource.unless(
              ABSENT,
              () ->
                  session
                      .iam()
                      .detachRolePolicy(
                          r ->
                              r.roleName(setting.value("role").orElseThrow())
                                  .policyArn(setting.value("policy_arn").orElseThrow())));
      case "aws_iam_user_policy" ->
          OptionalResource.unless(
              ABSENT,
              () ->
                  session
                      .iam()
                      .deleteUserPolicy(
                          r ->
                              r.userName(setting.value("user").orElseThrow())
                                  .policyName(setting.value("name").orElseThrow())));
      default -> {
        // The settings of buckets and registries go with these.
      }
    }
  }

  private Map<String, String> tagsOfIssuer(String arn) {
    return OptionalResource.unless(
            ABSENT,
            () -> session.iam().listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(arn)))
        .map(answer -> tags(answer.tags()))
        .orElse(Map.of());
  }

  private static Map<String, String> tags(List<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value()));
    return map;
  }
}

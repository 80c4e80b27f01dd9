package io.beta9.provisioning.onboarding.document;

import io.beta9.provisioning.onboarding.BoundaryPolicy;
import io.beta9.provisioning.onboarding.OnboardedRole;
import io.beta9.provisioning.onboarding.PermissionPolicies;
import io.beta9.provisioning.onboarding.PolicyJson;
import io.beta9.provisioning.onboarding.TrustPolicy;
import java.util.ArrayList;
import java.util.List;

/** The documents by which a customer creates the role and its permissions. */
public final class OnboardingDocuments {
  private OnboardingDocuments() {}

  /**
   * Returns the documents of a role: in JSON the trust policy, if principal and external id are
   * known, and one document for each managed policy; otherwise one document with all of them. If
   * the scope requires a permissions boundary, its policy is included.
   *
   * @throws IllegalArgumentException if the scope names so many regions that a role cannot have all
   *     policies
   */
  public static List<OnboardingDocument> of(OnboardingFormat format, OnboardedRole role) {
    return switch (format) {
      case JSON -> json(role);
      case CLOUDFORMATION -> List.of(single(format, role, CloudFormationTemplate.of(role)));
      case TERRAFORM -> List.of(single(format, role, TerraformConfiguration.of(role)));
    };
  }

  private static OnboardingDocument single(
      OnboardingFormat format, OnboardedRole role, String content) {
    return new OnboardingDocument(role.name(), role.name() + format.fileSuffix(), content);
  }

  private static List<OnboardingDocument> json(OnboardedRole role) {
    List<OnboardingDocument> documents = new ArrayList<>();
    if (role.trustedPrincipal() != null && role.externalId() != null) {
      documents.add(
          new OnboardingDocument(
              role.name(),
              "trust" + OnboardingFormat.JSON.fileSuffix(),
              TrustPolicy.json(role.trustedPrincipal(), role.externalId())));
    }
    PermissionPolicies.of(role.scope()).forEach(policy -> documents.add(document(policy)));
    BoundaryPolicy.of(role.scope()).ifPresent(boundary -> documents.add(document(boundary)));
    return documents;
  }

  private static OnboardingDocument document(PermissionPolicies.ManagedPolicy policy) {
    return new OnboardingDocument(
        policy.name(),
        policy.name() + OnboardingFormat.JSON.fileSuffix(),
        PolicyJson.indented(policy.document()));
  }
}

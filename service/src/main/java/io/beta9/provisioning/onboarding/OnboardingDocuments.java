package io.beta9.provisioning.onboarding;

import java.util.ArrayList;
import java.util.List;

/** The documents by which a customer creates the role and its permissions. */
public final class OnboardingDocuments {
  private OnboardingDocuments() {}

  /**
   * Returns the documents of a role: in JSON the trust policy and one document for each managed
   * policy, otherwise one document with all of them.
   */
  public static List<OnboardingDocument> of(OnboardingFormat format, OnboardedRole role) {
    return switch (format) {
      case JSON -> json(role);
      case CLOUDFORMATION -> List.of(new OnboardingDocument(role.name(), CloudFormation.of(role)));
      case TERRAFORM -> List.of(new OnboardingDocument(role.name(), TerraformRole.of(role)));
    };
  }

  private static List<OnboardingDocument> json(OnboardedRole role) {
    List<OnboardingDocument> documents = new ArrayList<>();
    documents.add(
        new OnboardingDocument(
            "trust", TrustPolicy.json(role.trustedPrincipal(), role.externalId())));
    PermissionPolicies.of(role.scope())
        .forEach(
            policy ->
                documents.add(
                    new OnboardingDocument(policy.name(), PolicyJson.indented(policy.document()))));
    return documents;
  }
}

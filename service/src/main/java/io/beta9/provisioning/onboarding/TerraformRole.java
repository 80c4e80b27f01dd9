package io.beta9.provisioning.onboarding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A role and its policies as a Terraform configuration in JSON syntax ({@code .tf.json}). */
final class TerraformRole {
  private static final String ROLE = "beta9_provisioner";

  private TerraformRole() {}

  static String of(OnboardedRole role) {
    Map<String, Object> policies = new LinkedHashMap<>();
    Map<String, Object> attachments = new LinkedHashMap<>();
    for (PermissionPolicies.ManagedPolicy policy : PermissionPolicies.of(role.scope())) {
      String id = policy.name().toLowerCase(java.util.Locale.ROOT).replace('-', '_');
      Map<String, Object> arguments = new LinkedHashMap<>();
      arguments.put("name", policy.name());
      arguments.put("policy", policy.json());
      policies.put(id, arguments);
      attachments.put(
          id,
          Map.of(
              "role", "${aws_iam_role." + ROLE + ".name}",
              "policy_arn", "${aws_iam_policy." + id + ".arn}"));
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("name", role.name());
    arguments.put(
        "assume_role_policy",
        PolicyJson.compact(TrustPolicy.document(role.trustedPrincipal(), role.externalId())));
    Map<String, Object> resources = new LinkedHashMap<>();
    resources.put("aws_iam_role", Map.of(ROLE, arguments));
    resources.put("aws_iam_policy", policies);
    resources.put("aws_iam_role_policy_attachment", attachments);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("resource", List.of(resources));
    root.put(
        "output",
        new ArrayList<>(
            List.of(Map.of("role_arn", Map.of("value", "${aws_iam_role." + ROLE + ".arn}")))));
    return PolicyJson.indented(root);
  }
}

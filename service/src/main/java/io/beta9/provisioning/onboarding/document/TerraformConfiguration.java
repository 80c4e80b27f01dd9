package io.beta9.provisioning.onboarding.document;

import io.beta9.provisioning.onboarding.BoundaryPolicy;
import io.beta9.provisioning.onboarding.OnboardedRole;
import io.beta9.provisioning.onboarding.PermissionPolicies;
import io.beta9.provisioning.onboarding.PermissionPolicies.ManagedPolicy;
import io.beta9.provisioning.onboarding.PolicyJson;
import io.beta9.provisioning.onboarding.TrustPolicy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The role and its policies as a Terraform configuration. */
final class TerraformConfiguration {
  private static final String PRINCIPAL = "trusted_principal";
  private static final String EXTERNAL_ID = "external_id";

  /** Stand for expressions in documents, which are JSON before they are inserted. */
  private static final String PRINCIPAL_MARKER = "@principal@";

  private static final String EXTERNAL_ID_MARKER = "@external-id@";

  private TerraformConfiguration() {}

  static String of(OnboardedRole role) {
    StringBuilder text = new StringBuilder();
    text.append("# The role that Beta9 Provisioning assumes in this account.\n\n");
    variable(text, PRINCIPAL, "ARN of the identity of Beta9 Provisioning", role.trustedPrincipal());
    variable(
        text, EXTERNAL_ID, "External id of this account in Beta9 Provisioning", role.externalId());
    role(text, role.name());
    for (ManagedPolicy policy : PermissionPolicies.of(role.scope())) {
      policy(text, policy);
      attachment(text, policy);
    }
    BoundaryPolicy.of(role.scope()).ifPresent(boundary -> boundary(text, boundary));
    text.append(
        """
        output "role_arn" {
          value = aws_iam_role.beta9_provisioner.arn
        }
        """);
    return text.toString();
  }

  private static void variable(
      StringBuilder text, String name, String description, @Nullable String value) {
    text.append("variable ").append(quoted(name)).append(" {\n");
    text.append("  type        = string\n");
    text.append("  description = ").append(quoted(description)).append('\n');
    if (value != null) {
      text.append("  default     = ").append(quoted(value)).append('\n');
    }
    text.append("}\n\n");
  }

  private static void role(StringBuilder text, String name) {
    String trust =
        PolicyJson.indented(TrustPolicy.document(PRINCIPAL_MARKER, EXTERNAL_ID_MARKER))
            .replace(quoted(PRINCIPAL_MARKER), "var." + PRINCIPAL)
            .replace(quoted(EXTERNAL_ID_MARKER), "var." + EXTERNAL_ID);
    text.append(
        """
        resource "aws_iam_role" "beta9_provisioner" {
          name               = %s
          assume_role_policy = jsonencode(%s)
        }

        """
            .formatted(quoted(name), nested(trust)));
  }

  private static void policy(StringBuilder text, ManagedPolicy policy) {
    text.append(
        """
        resource "aws_iam_policy" %s {
          name   = %s
          policy = jsonencode(%s)
        }

        """
            .formatted(
                quoted(resourceName(policy)),
                quoted(policy.name()),
                nested(PolicyJson.indented(policy.document()))));
  }

  /** The permissions boundary of what the role creates; the customer may have another one. */
  private static void boundary(StringBuilder text, ManagedPolicy boundary) {
    text.append(
        """
        variable "create_permissions_boundary" {
          type        = bool
          description = "Whether to create the policy of the permissions boundary"
          default     = true
        }

        resource "aws_iam_policy" "permissions_boundary" {
          count  = var.create_permissions_boundary ? 1 : 0
          name   = %s
          policy = jsonencode(%s)
        }

        """
            .formatted(quoted(boundary.name()), nested(PolicyJson.indented(boundary.document()))));
  }

  private static void attachment(StringBuilder text, ManagedPolicy policy) {
    String name = resourceName(policy);
    text.append(
        """
        resource "aws_iam_role_policy_attachment" %s {
          role       = aws_iam_role.beta9_provisioner.name
          policy_arn = aws_iam_policy.%s.arn
        }

        """
            .formatted(quoted(name), name));
  }

  /** Indents a document within a block. An object in JSON is also an expression of Terraform. */
  private static String nested(String json) {
    return json.replace("\n", "\n  ");
  }

  private static String resourceName(ManagedPolicy policy) {
    return policy.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}

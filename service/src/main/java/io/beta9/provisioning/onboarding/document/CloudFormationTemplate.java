package io.beta9.provisioning.onboarding.document;

import io.beta9.provisioning.onboarding.BoundaryPolicy;
import io.beta9.provisioning.onboarding.OnboardedRole;
import io.beta9.provisioning.onboarding.PermissionPolicies;
import io.beta9.provisioning.onboarding.PermissionPolicies.ManagedPolicy;
import io.beta9.provisioning.onboarding.PolicyJson;
import io.beta9.provisioning.onboarding.TrustPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The role and its policies as a CloudFormation template in JSON. Creating a stack requires the
 * capability {@code CAPABILITY_NAMED_IAM}.
 */
final class CloudFormationTemplate {
  private static final String PRINCIPAL = "TrustedPrincipal";
  private static final String EXTERNAL_ID = "ExternalId";
  private static final String BOUNDARY = "PermissionsBoundary";

  /** A parameter, and the condition of the same name. */
  private static final String CREATE_BOUNDARY = "CreatePermissionsBoundary";

  private static final String TYPE = "Type";

  private CloudFormationTemplate() {}

  static String of(OnboardedRole role) {
    Map<String, Object> resources = new LinkedHashMap<>();
    List<Object> references = new ArrayList<>();
    for (ManagedPolicy policy : PermissionPolicies.of(role.scope())) {
      String id = logicalId(policy.name());
      resources.put(id, policy(policy));
      references.add(reference(id));
    }
    BoundaryPolicy.of(role.scope())
        .ifPresent(
            boundary -> {
              Map<String, Object> policy = new LinkedHashMap<>(policy(boundary));
              policy.put("Condition", CREATE_BOUNDARY);
              resources.put(BOUNDARY, policy);
            });
    resources.put("Role", role(role, references));
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("AWSTemplateFormatVersion", "2010-09-09");
    template.put("Description", "The role that Beta9 Provisioning assumes in this account");
    template.put("Parameters", parameters(role));
    if (role.scope().permissionsBoundary() != null) {
      template.put(
          "Conditions",
          Map.of(
              CREATE_BOUNDARY, Map.of("Fn::Equals", List.of(reference(CREATE_BOUNDARY), "true"))));
    }
    template.put("Resources", resources);
    template.put(
        "Outputs",
        Map.of("RoleArn", Map.of("Value", Map.of("Fn::GetAtt", List.of("Role", "Arn")))));
    return PolicyJson.indented(template);
  }

  private static Map<String, Object> parameters(OnboardedRole role) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put(
        PRINCIPAL, parameter("ARN of the identity of Beta9 Provisioning", role.trustedPrincipal()));
    parameters.put(
        EXTERNAL_ID,
        parameter("External id of this account in Beta9 Provisioning", role.externalId()));
    if (role.scope().permissionsBoundary() != null) {
      Map<String, Object> create =
          new LinkedHashMap<>(
              parameter("Whether to create the policy of the permissions boundary", "true"));
      create.put("AllowedValues", List.of("true", "false"));
      parameters.put(CREATE_BOUNDARY, create);
    }
    return parameters;
  }

  private static Map<String, Object> parameter(String description, @Nullable String value) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put(TYPE, "String");
    parameter.put("Description", description);
    parameter.put("MinLength", 2);
    if (value != null) {
      parameter.put("Default", value);
    }
    return parameter;
  }

  private static Map<String, Object> policy(ManagedPolicy policy) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("ManagedPolicyName", policy.name());
    properties.put("PolicyDocument", policy.document());
    return resource("AWS::IAM::ManagedPolicy", properties);
  }

  private static Map<String, Object> role(OnboardedRole role, List<Object> policies) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("RoleName", role.name());
    properties.put(
        "AssumeRolePolicyDocument",
        TrustPolicy.document(reference(PRINCIPAL), reference(EXTERNAL_ID)));
    properties.put("ManagedPolicyArns", policies);
    return resource("AWS::IAM::Role", properties);
  }

  private static Map<String, Object> resource(String type, Map<String, Object> properties) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put(TYPE, type);
    resource.put("Properties", properties);
    return resource;
  }

  private static Map<String, Object> reference(String id) {
    return Map.of("Ref", id);
  }

  private static String logicalId(String policyName) {
    StringBuilder id = new StringBuilder();
    for (String word : policyName.split("-", -1)) {
      id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return id.toString();
  }
}

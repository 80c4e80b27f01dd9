package io.beta9.provisioning.onboarding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A role and its policies as a CloudFormation template, in JSON. */
final class CloudFormation {
  private CloudFormation() {}

  static String of(OnboardedRole role) {
    Map<String, Object> resources = new LinkedHashMap<>();
    List<Object> references = new ArrayList<>();
    for (PermissionPolicies.ManagedPolicy policy : PermissionPolicies.of(role.scope())) {
      String id = logicalId(policy.name());
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("ManagedPolicyName", policy.name());
      properties.put("PolicyDocument", policy.document());
      resources.put(id, resource("AWS::IAM::ManagedPolicy", properties));
      references.add(Map.of("Ref", id));
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("RoleName", role.name());
    properties.put(
        "AssumeRolePolicyDocument",
        TrustPolicy.document(role.trustedPrincipal(), role.externalId()));
    properties.put("ManagedPolicyArns", references);
    properties.put("MaxSessionDuration", 3600);
    resources.put("Role", resource("AWS::IAM::Role", properties));
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("AWSTemplateFormatVersion", "2010-09-09");
    template.put("Description", "The role that Beta9 Provisioning assumes in this account");
    template.put("Resources", resources);
    template.put(
        "Outputs",
        Map.of("RoleArn", Map.of("Value", Map.of("Fn::GetAtt", List.of("Role", "Arn")))));
    return PolicyJson.indented(template);
  }

  private static Map<String, Object> resource(String type, Map<String, Object> properties) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("Type", type);
    resource.put("Properties", properties);
    return resource;
  }

  private static String logicalId(String policyName) {
    StringBuilder id = new StringBuilder();
    for (String word : policyName.split("-", -1)) {
      id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return id.toString();
  }
}

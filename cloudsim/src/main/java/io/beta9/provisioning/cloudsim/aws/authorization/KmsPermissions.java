package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** KMS: keys by their ARN, aliases together with their keys. */
final class KmsPermissions {
  private KmsPermissions() {}

  static Map<String, PermissionRule> rules() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put(
        "CreateKey",
        (request, required) -> {
          required.requireOnAny();
          required.requireTagging("kms:TagResource", "*");
        });
    for (String operation : List.of("CreateAlias", "UpdateAlias", "DeleteAlias")) {
      rules.put(operation, KmsPermissions::alias);
    }
    for (String operation :
        List.of(
            "CancelKeyDeletion",
            "DescribeKey",
            "DisableKey",
            "DisableKeyRotation",
            "EnableKey",
            "EnableKeyRotation",
            "GetKeyPolicy",
            "GetKeyRotationStatus",
            "ListKeyPolicies",
            "ListResourceTags",
            "PutKeyPolicy",
            "ScheduleKeyDeletion",
            "TagResource",
            "UntagResource",
            "UpdateKeyDescription")) {
      rules.put(
          operation,
          (request, required) ->
              request
                  .text("KeyId")
                  .flatMap(key -> request.resources().keyArn(key, request.call()))
                  .ifPresent(required::require));
    }
    return rules;
  }

  private static void alias(AuthorizedRequest request, PermissionCollector required) {
    String alias = request.text("AliasName").orElse("");
    required.require(request.arn(alias));
    request
        .resources()
        .keyArn(request.text("TargetKeyId").orElse(alias), request.call())
        .ifPresent(required::require);
  }
}

package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of all services. An operation without a rule requires its action on {@code *}, so that
 * a policy that restricts it to resources does not allow it.
 */
final class PermissionRules {
  private static final PermissionRule ON_ANY = (request, required) -> required.requireOnAny();

  /** Operations that every authenticated caller may call. */
  private static final Set<String> WITHOUT_PERMISSION =
      Set.of("sts:AssumeRoleWithWebIdentity", "sts:GetCallerIdentity", "sts:GetSessionToken");

  /** The services whose operations are about one kind of resource unless listed otherwise. */
  private final Map<String, PermissionRule> defaults =
      Map.of(
          "s3", S3Permissions.bucket(),
          "iam", IamPermissions.named(),
          "ecr", StoragePermissions.repository(),
          "secretsmanager", StoragePermissions.secret(),
          "logs", StoragePermissions.logGroup());

  private final Map<String, Map<String, PermissionRule>> rules = new HashMap<>();

  PermissionRules() {
    rules.put("ec2", Ec2Permissions.rules());
    rules.put("eks", EksPermissions.rules());
    rules.put("rds", DataPermissions.rds());
    rules.put("elasticache", DataPermissions.elastiCache());
    rules.put("dynamodb", DataPermissions.dynamoDb());
    rules.put("kms", KmsPermissions.rules());
    rules.put("s3", S3Permissions.rules());
    rules.put("ecr", StoragePermissions.ecr());
    rules.put("secretsmanager", StoragePermissions.secrets());
    rules.put("logs", StoragePermissions.logs());
    rules.put("iam", IamPermissions.rules());
    rules.put("elasticloadbalancing", loadBalancing());
    rules.put("acm", CertificatePermissions.acm());
    rules.put("route53", CertificatePermissions.route53());
    rules.put("sts", Map.of("AssumeRole", PermissionRules::assumeRole));
  }

  /** Returns everything that has to be allowed for this request. */
  List<RequiredPermission> of(AuthorizedRequest request) {
    if (WITHOUT_PERMISSION.contains(request.baseAction())) {
      return List.of();
    }
    PermissionCollector required = new PermissionCollector(request);
    Optional.ofNullable(rules.getOrDefault(request.service(), Map.of()).get(request.operation()))
        .orElse(defaults.getOrDefault(request.service(), ON_ANY))
        .collect(request, required);
    return required.collected();
  }

  private static Map<String, PermissionRule> loadBalancing() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put(
        "DeleteLoadBalancer",
        (request, required) ->
            required.require(
                request
                    .text("LoadBalancerArn")
                    .orElseGet(
                        () ->
                            request.arn(
                                "loadbalancer/" + request.text("LoadBalancerName").orElse("")))));
    rules.put(
        "DeleteTargetGroup",
        (request, required) -> required.require(request.text("TargetGroupArn").orElse("*")));
    rules.put(
        "ModifyListener",
        (request, required) -> required.require(request.text("ListenerArn").orElse("*")));
    return rules;
  }

  private static void assumeRole(AuthorizedRequest request, PermissionCollector required) {
    Map<String, List<String>> context = new HashMap<>();
    request.text("ExternalId").ifPresent(id -> context.put("sts:ExternalId", List.of(id)));
    required.require(request.baseAction(), request.text("RoleArn").orElse("*"), context);
  }
}

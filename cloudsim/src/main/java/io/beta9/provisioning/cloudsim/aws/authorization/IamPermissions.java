package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** IAM: roles and users by name, with their permissions boundary; other resources by ARN. */
final class IamPermissions {
  private static final String BOUNDARY = "iam:PermissionsBoundary";

  private IamPermissions() {}

  static Map<String, PermissionRule> rules() {
    Map<String, PermissionRule> rules = new HashMap<>();
    for (String operation :
        List.of(
            "GetAccountSummary",
            "ListInstanceProfiles",
            "ListOpenIDConnectProviders",
            "ListPolicies",
            "ListRoles",
            "ListUsers")) {
      rules.put(operation, (request, required) -> required.requireOnAny());
    }
    rules.put("CreateOpenIDConnectProvider", IamPermissions::createIssuer);
    rules.put("CreateServiceLinkedRole", IamPermissions::createServiceLinkedRole);
    rules.put("CreatePolicy", IamPermissions::createPolicy);
    rules.put(
        "SimulatePrincipalPolicy",
        (request, required) -> required.require(request.text("PolicySourceArn").orElse("*")));
    return rules;
  }

  /** Returns the rule of an operation that is listed above neither: it names its resource. */
  static PermissionRule named() {
    return (request, required) -> {
      Optional<String> arn =
          request
              .text("RoleName")
              .map(name -> principalArn(request, "role", name))
              .or(() -> request.text("UserName").map(name -> principalArn(request, "user", name)))
              .or(
                  () ->
                      request
                          .text("InstanceProfileName")
                          .map(name -> iamArn(request, "instance-profile/" + name)))
              .or(() -> request.text("OpenIDConnectProviderArn"))
              .or(() -> request.text("PolicyArn"));
      if (arn.isEmpty()) {
        required.requireOnAny();
        return;
      }
      Map<String, List<String>> context =
          PermissionCollector.tagContext(request.tags(), request.removedTagKeys());
      request.text("PolicyArn").ifPresent(policy -> context.put("iam:PolicyARN", List.of(policy)));
      request
          .text("PermissionsBoundary")
          .or(() -> request.resources().identities().boundaryOf(arn.get()))
          .ifPresent(boundary -> context.put(BOUNDARY, List.of(boundary)));
      required.require(request.baseAction(), arn.get(), context);
      if (request.operation().equals("CreateRole")) {
        required.requireTagging("iam:TagRole", arn.get());
      } else if (request.operation().equals("CreateUser")) {
        required.requireTagging("iam:TagUser", arn.get());
      }
    };
  }

  private static void createIssuer(AuthorizedRequest request, PermissionCollector required) {
    String url = request.text("Url").orElse("").replaceFirst("^https://", "");
    String arn = iamArn(request, "oidc-provider/" + url);
    required.require(arn);
    required.requireTagging("iam:TagOpenIDConnectProvider", arn);
  }

  private static void createServiceLinkedRole(
      AuthorizedRequest request, PermissionCollector required) {
    String service = request.text("AWSServiceName").orElse("");
    required.serviceLinkedRole(service, "AWSServiceRole");
  }

  private static void createPolicy(AuthorizedRequest request, PermissionCollector required) {
    String arn =
        iamArn(
            request,
            "policy" + request.text("Path").orElse("/") + request.text("PolicyName").orElse(""));
    required.require(arn);
    required.requireTagging("iam:TagPolicy", arn);
  }

  private static String principalArn(AuthorizedRequest request, String type, String name) {
    return request
        .resources()
        .identities()
        .arnOf(type, name, request.call().account())
        .orElseGet(() -> iamArn(request, type + request.text("Path").orElse("/") + name));
  }

  private static String iamArn(AuthorizedRequest request, String resource) {
    return request.call().partition().iamArn(request.call().account(), resource);
  }
}

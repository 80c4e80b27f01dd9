package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Collects the permissions that one request requires, with their condition keys. */
final class PermissionCollector {
  private static final String ANY = "*";

  private final AuthorizedRequest request;
  private final Map<String, List<String>> common;
  private final List<RequiredPermission> collected = new ArrayList<>();

  PermissionCollector(AuthorizedRequest request) {
    this.request = request;
    this.common = new HashMap<>();
    common.put("aws:requestedregion", List.of(request.call().region()));
    common.put("aws:principalarn", List.of(request.call().principalArn()));
    common.put("aws:principalaccount", List.of(request.call().account()));
    common.put("aws:securetransport", List.of("true"));
  }

  List<RequiredPermission> collected() {
    return List.copyOf(collected);
  }

  /** Requires the operation's own action, which does not support resources. */
  void requireOnAny() {
    add(request.baseAction(), ANY, requestTags());
  }

  /** Requires the operation's own action on these resources. */
  void require(String... arns) {
    for (String arn : arns) {
      require(request.baseAction(), arn);
    }
  }

  /** Requires another action of the same request, with the request's tags. */
  void require(String action, String arn) {
    Map<String, List<String>> context = requestTags();
    context.putAll(resourceContext(arn));
    add(action, arn, context);
  }

  /** Requires an action with these condition keys besides those of the resource. */
  void require(String action, String arn, Map<String, List<String>> conditions) {
    Map<String, List<String>> context = resourceContext(arn);
    conditions.forEach((key, values) -> context.put(key.toLowerCase(Locale.ROOT), values));
    add(action, arn, context);
  }

  /** Requires the tagging action of the service if the request sets tags. */
  void requireTagging(String action, String arn) {
    if (!request.tags().isEmpty()) {
      require(action, arn);
    }
  }

  /** Requires that the caller may pass a role to a service. */
  void passRole(Optional<String> roleArn, String service) {
    roleArn.ifPresent(
        arn -> require("iam:PassRole", arn, Map.of("iam:PassedToService", List.of(service))));
  }

  /** Requires that the caller may create the service's role, as in an account without one. */
  void serviceLinkedRole(String service, String roleName) {
    require(
        "iam:CreateServiceLinkedRole",
        request
            .call()
            .partition()
            .iamArn(request.call().account(), "role/aws-service-role/" + service + "/" + roleName),
        Map.of("iam:AWSServiceName", List.of(service)));
  }

  /** Requires that a service may use a key of KMS on behalf of the caller. */
  void useKey(Optional<String> key, String service, String... actions) {
    key.flatMap(name -> request.resources().keyArn(name, request.call()))
        .ifPresent(
            arn -> {
              for (String action : actions) {
                Map<String, List<String>> conditions = new HashMap<>();
                conditions.put(
                    "kms:ViaService",
                    List.of(
                        service
                            + "."
                            + request.call().region()
                            + "."
                            + request.call().partition().dnsSuffix()));
                conditions.put("kms:CallerAccount", List.of(request.call().account()));
                if (action.equals("kms:CreateGrant")) {
                  conditions.put("kms:GrantIsForAWSResource", List.of("true"));
                }
                require(action, arn, conditions);
              }
            });
  }

  private Map<String, List<String>> resourceContext(String arn) {
    Map<String, List<String>> context = new HashMap<>();
    request
        .resources()
        .tagsOf(arn)
        .forEach(
            (key, value) ->
                context.put("aws:resourcetag/" + key.toLowerCase(Locale.ROOT), List.of(value)));
    request
        .resources()
        .ownerOf(arn, request.call())
        .ifPresent(owner -> context.put("aws:resourceaccount", List.of(owner)));
    return context;
  }

  private Map<String, List<String>> requestTags() {
    return tagContext(request.tags(), request.removedTagKeys());
  }

  static Map<String, List<String>> tagContext(Map<String, String> set, List<String> removedKeys) {
    Map<String, List<String>> context = new HashMap<>();
    set.forEach(
        (key, value) ->
            context.put("aws:requesttag/" + key.toLowerCase(Locale.ROOT), List.of(value)));
    List<String> keys = new ArrayList<>(set.keySet());
    keys.addAll(removedKeys);
    if (!keys.isEmpty()) {
      context.put("aws:tagkeys", keys);
    }
    return context;
  }

  private void add(String action, String arn, Map<String, List<String>> context) {
    Map<String, List<String>> all = new HashMap<>(common);
    if (action.startsWith("iam:") || action.startsWith("route53:")) {
      // Each is one global service, whose requests are signed for this region.
      all.put("aws:requestedregion", List.of(request.call().partition().globalRegion()));
    }
    all.putAll(context);
    collected.add(new RequiredPermission(action, arn, all));
  }
}

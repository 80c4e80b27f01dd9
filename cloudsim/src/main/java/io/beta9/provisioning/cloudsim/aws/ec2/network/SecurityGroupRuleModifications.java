package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.RevokedSecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressResponse;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressResponse;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Revocation and modification of security group rules. */
final class SecurityGroupRuleModifications {
  private SecurityGroupRuleModifications() {}

  static void register(Ec2Operations operations) {
    operations.on(
        RevokeSecurityGroupIngressRequest.class, SecurityGroupRuleModifications::revokeIngress);
    operations.on(
        RevokeSecurityGroupEgressRequest.class, SecurityGroupRuleModifications::revokeEgress);
    operations.on(ModifySecurityGroupRulesRequest.class, SecurityGroupRuleModifications::modify);
    operations.on(
        UpdateSecurityGroupRuleDescriptionsIngressRequest.class,
        (request, scope) -> {
          updateDescriptions(
              SecurityGroups.require(scope, request.groupId()),
              request.ipPermissions(),
              false,
              scope);
          return UpdateSecurityGroupRuleDescriptionsIngressResponse.builder()
              .returnValue(true)
              .build();
        });
    operations.on(
        UpdateSecurityGroupRuleDescriptionsEgressRequest.class,
        (request, scope) -> {
          updateDescriptions(
              SecurityGroups.require(scope, request.groupId()),
              request.ipPermissions(),
              true,
              scope);
          return UpdateSecurityGroupRuleDescriptionsEgressResponse.builder()
              .returnValue(true)
              .build();
        });
  }

  private static RevokeSecurityGroupIngressResponse revokeIngress(
      RevokeSecurityGroupIngressRequest request, Ec2Scope scope) {
    SecurityGroup group = SecurityGroups.require(scope, request.groupId());
    List<SecurityGroupRule> found =
        request.securityGroupRuleIds().isEmpty()
            ? matching(
                group,
                SecurityGroupRules.permissions(
                    request.ipPermissions(),
                    request.ipProtocol(),
                    request.fromPort(),
                    request.toPort(),
                    request.cidrIp()),
                false,
                scope)
            : named(group, request.securityGroupRuleIds(), false, scope);
    return RevokeSecurityGroupIngressResponse.builder()
        .returnValue(true)
        .revokedSecurityGroupRules(revoke(found, scope))
        .build();
  }

  private static RevokeSecurityGroupEgressResponse revokeEgress(
      RevokeSecurityGroupEgressRequest request, Ec2Scope scope) {
    SecurityGroup group = SecurityGroups.require(scope, request.groupId());
    List<SecurityGroupRule> found =
        request.securityGroupRuleIds().isEmpty()
            ? matching(
                group,
                SecurityGroupRules.permissions(
                    request.ipPermissions(),
                    request.ipProtocol(),
                    request.fromPort(),
                    request.toPort(),
                    request.cidrIp()),
                true,
                scope)
            : named(group, request.securityGroupRuleIds(), true, scope);
    return RevokeSecurityGroupEgressResponse.builder()
        .returnValue(true)
        .revokedSecurityGroupRules(revoke(found, scope))
        .build();
  }

  private static List<SecurityGroupRule> named(
      SecurityGroup group, List<String> ids, boolean egress, Ec2Scope scope) {
    return ids.stream()
        .map(
            id -> {
              SecurityGroupRule rule =
                  Ec2Scope.require(
                      scope.state().securityGroupRules, id, Ec2Errors::securityGroupRuleNotFound);
              if (!rule.groupId().equals(group.groupId()) || rule.isEgress() != egress) {
                throw Ec2Errors.securityGroupRuleNotFound(id);
              }
              return rule;
            })
        .toList();
  }

  private static List<SecurityGroupRule> matching(
      SecurityGroup group, List<IpPermission> permissions, boolean egress, Ec2Scope scope) {
    List<SecurityGroupRule> present = SecurityGroupRules.of(group, egress, scope);
    List<SecurityGroupRule> found = new ArrayList<>();
    for (IpPermission permission : permissions) {
      for (SecurityGroupRule requested : IpPermissions.rules(permission, group, egress, scope)) {
        found.add(
            present.stream()
                .filter(rule -> IpPermissions.isSameTraffic(rule, requested))
                .findFirst()
                .orElseThrow(
                    () ->
                        Ec2Errors.badRequest(
                            "InvalidPermission.NotFound",
                            "The specified rule does not exist in this security group.")));
      }
    }
    return found;
  }

  private static List<RevokedSecurityGroupRule> revoke(
      List<SecurityGroupRule> rules, Ec2Scope scope) {
    rules.forEach(rule -> SecurityGroupRules.remove(scope, rule.securityGroupRuleId()));
    return rules.stream()
        .map(
            rule ->
                RevokedSecurityGroupRule.builder()
                    .securityGroupRuleId(rule.securityGroupRuleId())
                    .groupId(rule.groupId())
                    .isEgress(rule.isEgress())
                    .ipProtocol(rule.ipProtocol())
                    .fromPort(rule.fromPort())
                    .toPort(rule.toPort())
                    .cidrIpv4(rule.cidrIpv4())
                    .cidrIpv6(rule.cidrIpv6())
                    .prefixListId(rule.prefixListId())
                    .referencedGroupId(
                        rule.referencedGroupInfo() == null
                            ? null
                            : rule.referencedGroupInfo().groupId())
                    .description(rule.description())
                    .build())
        .toList();
  }

  private static ModifySecurityGroupRulesResponse modify(
      ModifySecurityGroupRulesRequest request, Ec2Scope scope) {
    SecurityGroup group = SecurityGroups.require(scope, request.groupId());
    for (SecurityGroupRuleUpdate update : request.securityGroupRules()) {
      String id = Ec2Errors.requireParameter(update.securityGroupRuleId(), "securityGroupRuleId");
      SecurityGroupRule current =
          Ec2Scope.require(
              scope.state().securityGroupRules, id, Ec2Errors::securityGroupRuleNotFound);
      SecurityGroupRule changed = changed(current, update.securityGroupRule(), group, scope);
      boolean duplicate =
          SecurityGroupRules.of(group, current.isEgress(), scope).stream()
              .anyMatch(
                  other ->
                      !other.securityGroupRuleId().equals(id)
                          && IpPermissions.isSameTraffic(other, changed));
      if (duplicate) {
        throw Ec2Errors.badRequest(
            "InvalidPermission.Duplicate",
            "the specified rule \"" + IpPermissions.text(changed) + "\" already exists");
      }
      scope.state().securityGroupRules.put(id, changed);
    }
    return ModifySecurityGroupRulesResponse.builder().returnValue(true).build();
  }

  private static SecurityGroupRule changed(
      SecurityGroupRule current,
      SecurityGroupRuleRequest requested,
      SecurityGroup group,
      Ec2Scope scope) {
    IpPermission.Builder permission =
        IpPermission.builder()
            .ipProtocol(requested.ipProtocol())
            .fromPort(requested.fromPort())
            .toPort(requested.toPort());
    if (requested.cidrIpv4() != null) {
      permission.ipRanges(IpRange.builder().cidrIp(requested.cidrIpv4()).build());
    } else if (requested.cidrIpv6() != null) {
      permission.ipv6Ranges(Ipv6Range.builder().cidrIpv6(requested.cidrIpv6()).build());
    } else if (requested.prefixListId() != null) {
      permission.prefixListIds(
          PrefixListId.builder().prefixListId(requested.prefixListId()).build());
    } else {
      permission.userIdGroupPairs(
          UserIdGroupPair.builder().groupId(requested.referencedGroupId()).build());
    }
    return IpPermissions.rules(permission.build(), group, current.isEgress(), scope)
        .getFirst()
        .toBuilder()
        .securityGroupRuleId(current.securityGroupRuleId())
        .securityGroupRuleArn(current.securityGroupRuleArn())
        .description(requested.description())
        .build();
  }

  private static void updateDescriptions(
      SecurityGroup group, List<IpPermission> permissions, boolean egress, Ec2Scope scope) {
    for (IpPermission permission : permissions) {
      List<SecurityGroupRule> requested = IpPermissions.rules(permission, group, egress, scope);
      List<SecurityGroupRule> found = matching(group, List.of(permission), egress, scope);
      for (int at = 0; at < found.size(); at++) {
        SecurityGroupRule current = found.get(at);
        scope
            .state()
            .securityGroupRules
            .put(
                current.securityGroupRuleId(),
                current.toBuilder().description(requested.get(at).description()).build());
      }
    }
  }
}

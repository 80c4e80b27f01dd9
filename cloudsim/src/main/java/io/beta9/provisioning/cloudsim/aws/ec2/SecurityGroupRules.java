package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The rules of security groups: allowed and listed. */
final class SecurityGroupRules {
  private SecurityGroupRules() {}

  static void register(Ec2Operations operations) {
    operations.on(AuthorizeSecurityGroupIngressRequest.class, SecurityGroupRules::ingress);
    operations.on(AuthorizeSecurityGroupEgressRequest.class, SecurityGroupRules::egress);
    operations.on(DescribeSecurityGroupRulesRequest.class, SecurityGroupRules::describe);
  }

  /** Puts a rule in under a new id. */
  static SecurityGroupRule add(Scope scope, SecurityGroupRule rule) {
    String id = Ids.next("sgr");
    SecurityGroupRule added =
        rule.toBuilder()
            .securityGroupRuleId(id)
            .securityGroupRuleArn(scope.arn("security-group-rule/" + id))
            .build();
    scope.state().securityGroupRules.put(id, added);
    return added;
  }

  static void remove(Scope scope, String id) {
    scope.state().securityGroupRules.remove(id);
    scope.state().forgetTags(id);
  }

  private static AuthorizeSecurityGroupIngressResponse ingress(
      AuthorizeSecurityGroupIngressRequest request, Scope scope) {
    SecurityGroup group = SecurityGroups.need(scope, request.groupId());
    List<IpPermission> asked =
        permissions(
            request.ipPermissions(),
            request.ipProtocol(),
            request.fromPort(),
            request.toPort(),
            request.cidrIp());
    return AuthorizeSecurityGroupIngressResponse.builder()
        .returnValue(true)
        .securityGroupRules(authorize(group, asked, request.tagSpecifications(), false, scope))
        .build();
  }

  private static AuthorizeSecurityGroupEgressResponse egress(
      AuthorizeSecurityGroupEgressRequest request, Scope scope) {
    SecurityGroup group = SecurityGroups.need(scope, request.groupId());
    List<IpPermission> asked =
        permissions(
            request.ipPermissions(),
            request.ipProtocol(),
            request.fromPort(),
            request.toPort(),
            request.cidrIp());
    return AuthorizeSecurityGroupEgressResponse.builder()
        .returnValue(true)
        .securityGroupRules(authorize(group, asked, request.tagSpecifications(), true, scope))
        .build();
  }

  /** The permissions of a request, the old form with a single one in its own fields included. */
  static List<IpPermission> permissions(
      List<IpPermission> listed,
      @Nullable String protocol,
      @Nullable Integer from,
      @Nullable Integer to,
      @Nullable String cidr) {
    if (!listed.isEmpty()) {
      return listed;
    }
    return List.of(
        IpPermission.builder()
            .ipProtocol(Ec2Faults.required(protocol, "ipPermissions"))
            .fromPort(from)
            .toPort(to)
            .ipRanges(IpRange.builder().cidrIp(Ec2Faults.required(cidr, "cidrIp")).build())
            .build());
  }

  private static List<SecurityGroupRule> authorize(
      SecurityGroup group,
      List<IpPermission> asked,
      List<TagSpecification> specifications,
      boolean egress,
      Scope scope) {
    Map<String, String> tags = Tags.given(specifications, "security-group-rule");
    List<SecurityGroupRule> present = of(group, egress, scope);
    List<SecurityGroupRule> added = new ArrayList<>();
    for (IpPermission permission : asked) {
      for (SecurityGroupRule rule : Permissions.rules(permission, group, egress, scope)) {
        refuseDuplicate(rule, present, "already exists");
        refuseDuplicate(rule, added, "is specified more than once");
        added.add(rule);
      }
    }
    if (Quota.RULES_PER_SECURITY_GROUP.exceededBy(present.size() + added.size(), scope.cloud())) {
      throw Ec2Faults.bad(
          "RulesPerSecurityGroupLimitExceeded",
          "The maximum number of rules per security group has been reached.");
    }
    return added.stream()
        .map(rule -> add(scope, rule))
        .peek(rule -> scope.state().tag(rule.securityGroupRuleId(), tags))
        .map(rule -> shown(rule, scope))
        .toList();
  }

  static List<SecurityGroupRule> of(SecurityGroup group, boolean egress, Scope scope) {
    return scope.state().securityGroupRules.values().stream()
        .filter(rule -> group.groupId().equals(rule.groupId()) && rule.isEgress() == egress)
        .toList();
  }

  private static void refuseDuplicate(
      SecurityGroupRule rule, List<SecurityGroupRule> others, String why) {
    if (others.stream().anyMatch(other -> Permissions.same(rule, other))) {
      throw Ec2Faults.bad(
          "InvalidPermission.Duplicate",
          "the specified rule \"" + Permissions.text(rule) + "\" " + why);
    }
  }

  private static SecurityGroupRule shown(SecurityGroupRule rule, Scope scope) {
    return rule.toBuilder().tags(scope.tags(rule.securityGroupRuleId())).build();
  }

  private static DescribeSecurityGroupRulesResponse describe(
      DescribeSecurityGroupRulesRequest request, Scope scope) {
    var filters =
        new Filters<SecurityGroupRule>(scope.state(), SecurityGroupRule::securityGroupRuleId)
            .on("security-group-rule-id", SecurityGroupRule::securityGroupRuleId)
            .on("group-id", SecurityGroupRule::groupId)
            .of(request.filters());
    var page =
        Page.of(
                Scope.select(
                        scope.state().securityGroupRules,
                        request.securityGroupRuleIds(),
                        Ec2Faults::noRule)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(rule -> shown(rule, scope));
    return DescribeSecurityGroupRulesResponse.builder()
        .securityGroupRules(page.items())
        .nextToken(page.next())
        .build();
  }
}

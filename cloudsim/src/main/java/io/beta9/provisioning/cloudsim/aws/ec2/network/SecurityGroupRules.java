package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
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

/** Authorization and description of security group rules. */
public final class SecurityGroupRules {
  private SecurityGroupRules() {}

  static void register(Ec2Operations operations) {
    operations.on(AuthorizeSecurityGroupIngressRequest.class, SecurityGroupRules::authorizeIngress);
    operations.on(AuthorizeSecurityGroupEgressRequest.class, SecurityGroupRules::authorizeEgress);
    operations.on(DescribeSecurityGroupRulesRequest.class, SecurityGroupRules::describe);
  }

  /** Adds a rule under a new id. */
  public static SecurityGroupRule add(Ec2Scope scope, SecurityGroupRule rule) {
    String id = ResourceIds.next("sgr");
    SecurityGroupRule added =
        rule.toBuilder()
            .securityGroupRuleId(id)
            .securityGroupRuleArn(scope.arn("security-group-rule/" + id))
            .build();
    scope.state().securityGroupRules.put(id, added);
    return added;
  }

  /** Removes the ingress rules of a group that refer to another group. */
  public static void removeReferences(Ec2Scope scope, String group, String peer) {
    scope.state().securityGroupRules.values().stream()
        .filter(rule -> group.equals(rule.groupId()) && !rule.isEgress())
        .filter(
            rule ->
                rule.referencedGroupInfo() != null
                    && peer.equals(rule.referencedGroupInfo().groupId()))
        .map(SecurityGroupRule::securityGroupRuleId)
        .toList()
        .forEach(rule -> remove(scope, rule));
  }

  static void remove(Ec2Scope scope, String id) {
    scope.state().securityGroupRules.remove(id);
    scope.state().forgetTags(id);
  }

  private static AuthorizeSecurityGroupIngressResponse authorizeIngress(
      AuthorizeSecurityGroupIngressRequest request, Ec2Scope scope) {
    SecurityGroup group = SecurityGroups.require(scope, request.groupId());
    List<IpPermission> requested =
        permissions(
            request.ipPermissions(),
            request.ipProtocol(),
            request.fromPort(),
            request.toPort(),
            request.cidrIp());
    return AuthorizeSecurityGroupIngressResponse.builder()
        .returnValue(true)
        .securityGroupRules(authorize(group, requested, request.tagSpecifications(), false, scope))
        .build();
  }

  private static AuthorizeSecurityGroupEgressResponse authorizeEgress(
      AuthorizeSecurityGroupEgressRequest request, Ec2Scope scope) {
    SecurityGroup group = SecurityGroups.require(scope, request.groupId());
    List<IpPermission> requested =
        permissions(
            request.ipPermissions(),
            request.ipProtocol(),
            request.fromPort(),
            request.toPort(),
            request.cidrIp());
    return AuthorizeSecurityGroupEgressResponse.builder()
        .returnValue(true)
        .securityGroupRules(authorize(group, requested, request.tagSpecifications(), true, scope))
        .build();
  }

  /**
   * Returns the permissions of a request, including the old form with a single permission in
   * separate fields.
   */
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
            .ipProtocol(Ec2Errors.requireParameter(protocol, "ipPermissions"))
            .fromPort(from)
            .toPort(to)
            .ipRanges(IpRange.builder().cidrIp(Ec2Errors.requireParameter(cidr, "cidrIp")).build())
            .build());
  }

  private static List<SecurityGroupRule> authorize(
      SecurityGroup group,
      List<IpPermission> requested,
      List<TagSpecification> specifications,
      boolean egress,
      Ec2Scope scope) {
    Map<String, String> tags = Ec2Tags.requested(specifications, "security-group-rule");
    List<SecurityGroupRule> present = of(group, egress, scope);
    List<SecurityGroupRule> added = new ArrayList<>();
    for (IpPermission permission : requested) {
      for (SecurityGroupRule rule : IpPermissions.rules(permission, group, egress, scope)) {
        rejectDuplicate(rule, present, "already exists");
        rejectDuplicate(rule, added, "is specified more than once");
        added.add(rule);
      }
    }
    if (Quota.RULES_PER_SECURITY_GROUP.exceededBy(present.size() + added.size(), scope.cloud())) {
      throw Ec2Errors.badRequest(
          "RulesPerSecurityGroupLimitExceeded",
          "The maximum number of rules per security group has been reached.");
    }
    return added.stream()
        .map(rule -> add(scope, rule))
        .peek(rule -> scope.state().tag(rule.securityGroupRuleId(), tags))
        .map(rule -> apiView(rule, scope))
        .toList();
  }

  public static List<SecurityGroupRule> of(SecurityGroup group, boolean egress, Ec2Scope scope) {
    return scope.state().securityGroupRules.values().stream()
        .filter(rule -> group.groupId().equals(rule.groupId()) && rule.isEgress() == egress)
        .toList();
  }

  private static void rejectDuplicate(
      SecurityGroupRule rule, List<SecurityGroupRule> others, String problem) {
    if (others.stream().anyMatch(other -> IpPermissions.isSameTraffic(rule, other))) {
      throw Ec2Errors.badRequest(
          "InvalidPermission.Duplicate",
          "the specified rule \"" + IpPermissions.text(rule) + "\" " + problem);
    }
  }

  private static SecurityGroupRule apiView(SecurityGroupRule rule, Ec2Scope scope) {
    return rule.toBuilder().tags(scope.tags(rule.securityGroupRuleId())).build();
  }

  private static DescribeSecurityGroupRulesResponse describe(
      DescribeSecurityGroupRulesRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<SecurityGroupRule>(
                scope.state(), SecurityGroupRule::securityGroupRuleId)
            .on("security-group-rule-id", SecurityGroupRule::securityGroupRuleId)
            .on("group-id", SecurityGroupRule::groupId)
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().securityGroupRules,
                        request.securityGroupRuleIds(),
                        Ec2Errors::securityGroupRuleNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(rule -> apiView(rule, scope));
    return DescribeSecurityGroupRulesResponse.builder()
        .securityGroupRules(page.items())
        .nextToken(page.next())
        .build();
  }
}

package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2State;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** Security groups; their permissions are stored as rules. */
public final class SecurityGroups {
  private static final String DEFAULT = "default";

  private SecurityGroups() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateSecurityGroupRequest.class, SecurityGroups::create);
    operations.on(DescribeSecurityGroupsRequest.class, SecurityGroups::describe);
    operations.on(DeleteSecurityGroupRequest.class, SecurityGroups::delete);
    SecurityGroupRules.register(operations);
    SecurityGroupRuleModifications.register(operations);
  }

  public static SecurityGroup require(Ec2Scope scope, @Nullable String id) {
    return Ec2Scope.require(scope.state().securityGroups, id, Ec2Errors::securityGroupNotFound);
  }

  static boolean isDefault(SecurityGroup group) {
    return DEFAULT.equals(group.groupName());
  }

  /**
   * Creates the default group of a new VPC: it allows traffic between its members and all egress.
   */
  static void addDefault(Ec2Scope scope, String vpc) {
    SecurityGroup group = add(scope, vpc, DEFAULT, "default VPC security group");
    SecurityGroupRules.add(
        scope,
        rule(scope, group)
            .isEgress(false)
            .referencedGroupInfo(
                peer -> peer.groupId(group.groupId()).userId(scope.account()).vpcId(vpc))
            .build());
  }

  /** Returns the default group of a VPC. */
  static SecurityGroup defaultOf(Ec2Scope scope, String vpc) {
    return scope.state().securityGroups.values().stream()
        .filter(group -> group.vpcId().equals(vpc) && isDefault(group))
        .findFirst()
        .orElseThrow();
  }

  /** Creates a group with a rule that allows all egress. */
  public static SecurityGroup add(Ec2Scope scope, String vpc, String name, String description) {
    String id = ResourceIds.next("sg");
    SecurityGroup group =
        SecurityGroup.builder()
            .groupId(id)
            .groupName(name)
            .description(description)
            .vpcId(vpc)
            .ownerId(scope.account())
            .securityGroupArn(scope.arn("security-group/" + id))
            .build();
    scope.state().securityGroups.put(id, group);
    SecurityGroupRules.add(scope, rule(scope, group).isEgress(true).cidrIpv4("0.0.0.0/0").build());
    return group;
  }

  private static SecurityGroupRule.Builder rule(Ec2Scope scope, SecurityGroup group) {
    return SecurityGroupRule.builder()
        .groupId(group.groupId())
        .groupOwnerId(scope.account())
        .ipProtocol("-1")
        .fromPort(-1)
        .toPort(-1);
  }

  /** Removes a group and its rules. */
  public static void remove(Ec2Scope scope, String id) {
    Ec2State state = scope.state();
    state.securityGroupRules.values().stream()
        .filter(rule -> id.equals(rule.groupId()))
        .map(SecurityGroupRule::securityGroupRuleId)
        .toList()
        .forEach(rule -> SecurityGroupRules.remove(scope, rule));
    state.securityGroups.remove(id);
    state.forgetTags(id);
  }

  private static CreateSecurityGroupResponse create(
      CreateSecurityGroupRequest request, Ec2Scope scope) {
    String name = Ec2Errors.requireParameter(request.groupName(), "groupName");
    String description = Ec2Errors.requireParameter(request.description(), "groupDescription");
    String vpc = Vpcs.require(scope, Ec2Errors.requireParameter(request.vpcId(), "vpcId")).vpcId();
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "security-group");
    if (name.equals(DEFAULT)) {
      throw Ec2Errors.invalidValue("Cannot use reserved security group name: default");
    }
    if (name.startsWith("sg-") || name.length() > 255) {
      throw Ec2Errors.invalidValue(
          "Value ("
              + name
              + ") for parameter GroupName is invalid. Character sets beyond ASCII"
              + " are not supported, and names may not begin with sg-.");
    }
    if (scope.state().securityGroups.values().stream()
        .anyMatch(item -> vpc.equals(item.vpcId()) && name.equals(item.groupName()))) {
      throw Ec2Errors.badRequest(
          "InvalidGroup.Duplicate",
          "The security group '" + name + "' already exists for VPC '" + vpc + "'");
    }
    scope.checkQuota(
        scope.state().securityGroups.size(),
        Quota.SECURITY_GROUPS,
        "SecurityGroupLimitExceeded",
        "The maximum number of security groups has been reached.");
    SecurityGroup group = add(scope, vpc, name, description);
    scope.state().tag(group.groupId(), tags);
    return CreateSecurityGroupResponse.builder()
        .groupId(group.groupId())
        .securityGroupArn(group.securityGroupArn())
        .tags(scope.tags(group.groupId()))
        .build();
  }

  private static DescribeSecurityGroupsResponse describe(
      DescribeSecurityGroupsRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<SecurityGroup>(scope.state(), SecurityGroup::groupId)
            .on("group-id", SecurityGroup::groupId)
            .on("group-name", SecurityGroup::groupName)
            .on("description", SecurityGroup::description)
            .on("vpc-id", SecurityGroup::vpcId)
            .on("owner-id", SecurityGroup::ownerId)
            .on("ip-permission.group-id", item -> peers(scope, item, false))
            .on("egress.ip-permission.group-id", item -> peers(scope, item, true))
            .on(
                "ip-permission.cidr",
                item -> rules(scope, item, false).map(SecurityGroupRule::cidrIpv4))
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().securityGroups,
                        request.groupIds(),
                        Ec2Errors::securityGroupNotFound)
                    .filter(
                        item ->
                            request.groupNames().isEmpty()
                                || request.groupNames().contains(item.groupName()))
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(item -> apiView(item, scope));
    return DescribeSecurityGroupsResponse.builder()
        .securityGroups(page.items())
        .nextToken(page.next())
        .build();
  }

  private static Stream<SecurityGroupRule> rules(
      Ec2Scope scope, SecurityGroup group, boolean egress) {
    return scope.state().securityGroupRules.values().stream()
        .filter(rule -> group.groupId().equals(rule.groupId()) && rule.isEgress() == egress);
  }

  private static Stream<String> peers(Ec2Scope scope, SecurityGroup group, boolean egress) {
    return rules(scope, group, egress)
        .map(SecurityGroupRule::referencedGroupInfo)
        .filter(Objects::nonNull)
        .map(peer -> peer.groupId());
  }

  private static SecurityGroup apiView(SecurityGroup group, Ec2Scope scope) {
    return group.toBuilder()
        .tags(scope.tags(group.groupId()))
        .ipPermissions(IpPermissions.of(rules(scope, group, false)))
        .ipPermissionsEgress(IpPermissions.of(rules(scope, group, true)))
        .build();
  }

  private static DeleteSecurityGroupResponse delete(
      DeleteSecurityGroupRequest request, Ec2Scope scope) {
    SecurityGroup group = require(scope, Ec2Errors.requireParameter(request.groupId(), "groupId"));
    if (isDefault(group)) {
      throw Ec2Errors.badRequest(
          "CannotDelete",
          "the specified group: \""
              + group.groupId()
              + "\" name: \"default\" cannot be deleted by a user");
    }
    rejectIfInUse(scope, group.groupId());
    remove(scope, group.groupId());
    return DeleteSecurityGroupResponse.builder().returnValue(true).groupId(group.groupId()).build();
  }

  /**
   * Throws DependencyViolation if an interface uses the group or another group's rule refers to it.
   */
  public static void rejectIfInUse(Ec2Scope scope, String id) {
    boolean networkInterface =
        scope.state().networkInterfaces.values().stream()
            .flatMap(item -> item.groups().stream())
            .map(GroupIdentifier::groupId)
            .anyMatch(id::equals);
    boolean named =
        scope.state().securityGroupRules.values().stream()
            .filter(rule -> !id.equals(rule.groupId()))
            .map(SecurityGroupRule::referencedGroupInfo)
            .anyMatch(peer -> peer != null && id.equals(peer.groupId()));
    if (networkInterface || named) {
      throw Ec2Errors.badRequest(
          "DependencyViolation", "resource " + id + " has a dependent object");
    }
  }
}

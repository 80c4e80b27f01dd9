package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.LaunchTemplateVersions;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.LaunchTemplates;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.Volumes;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.network.InternetGateways;
import io.beta9.provisioning.cloudsim.aws.ec2.network.IpPermissions;
import io.beta9.provisioning.cloudsim.aws.ec2.network.SecurityGroupRules;
import io.beta9.provisioning.cloudsim.aws.ec2.network.SecurityGroups;
import io.beta9.provisioning.cloudsim.aws.ec2.network.Vpcs;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * The access of other services to a customer's network: they look up subnets, and create security
 * groups and volumes. Callers hold the cloud's lock.
 */
public final class NetworkAccess {
  private final Cloud cloud;
  private final InstantSource clock;

  NetworkAccess(Cloud cloud, InstantSource clock) {
    this.cloud = cloud;
    this.clock = clock;
  }

  private Ec2Scope scope(String account, String region) {
    return Ec2Scopes.open(cloud, account, region, clock.instant());
  }

  public Optional<Subnet> subnet(String account, String region, String id) {
    return Optional.ofNullable(scope(account, region).state().subnets.get(id));
  }

  /**
   * Returns the subnets with these ids, in their order.
   *
   * @param unknown returns the error of the calling service for the id of a subnet that does not
   *     exist
   */
  public List<Subnet> subnets(
      String account,
      String region,
      List<String> ids,
      Function<String, AwsErrorException> unknown) {
    return ids.stream()
        .map(id -> subnet(account, region, id).orElseThrow(() -> unknown.apply(id)))
        .toList();
  }

  /** Returns the subnets of a VPC that have a tag with this key. */
  public List<Subnet> subnetsWithTag(String account, String region, String vpc, String key) {
    Ec2Scope scope = scope(account, region);
    return scope.state().subnets.values().stream()
        .filter(item -> item.vpcId().equals(vpc))
        .filter(item -> scope.state().tagsOf(item.subnetId()).containsKey(key))
        .toList();
  }

  public Optional<SecurityGroup> securityGroup(String account, String region, String id) {
    return Optional.ofNullable(scope(account, region).state().securityGroups.get(id));
  }

  /** Returns the group with this name in a VPC; {@code default} is the VPC's default group. */
  public Optional<SecurityGroup> securityGroupNamed(
      String account, String region, String vpc, String name) {
    return scope(account, region).state().securityGroups.values().stream()
        .filter(item -> vpc.equals(item.vpcId()) && name.equals(item.groupName()))
        .findFirst();
  }

  /** Returns the groups with this name in all VPCs of the account and region. */
  public List<SecurityGroup> securityGroupsNamed(String account, String region, String name) {
    return scope(account, region).state().securityGroups.values().stream()
        .filter(item -> name.equals(item.groupName()))
        .toList();
  }

  /** Creates a security group on behalf of a service, with a rule that allows all egress. */
  public SecurityGroup addSecurityGroup(
      String account,
      String region,
      String vpc,
      String name,
      String description,
      Map<String, String> tags) {
    Ec2Scope scope = scope(account, region);
    Vpcs.require(scope, vpc);
    SecurityGroup created = SecurityGroups.add(scope, vpc, name, description);
    scope.state().tag(created.groupId(), tags);
    return created;
  }

  /** Adds ingress rules to a group; rules that exist are kept. */
  public void allowIngress(String account, String region, String group, IpPermission permission) {
    Ec2Scope scope = scope(account, region);
    SecurityGroup found = SecurityGroups.require(scope, group);
    for (SecurityGroupRule rule : IpPermissions.rules(permission, found, false, scope)) {
      if (SecurityGroupRules.of(found, false, scope).stream()
          .noneMatch(other -> IpPermissions.isSameTraffic(other, rule))) {
        SecurityGroupRules.add(scope, rule);
      }
    }
  }

  /** Returns the security group that EKS created for a cluster. */
  public Optional<SecurityGroup> clusterSecurityGroup(
      String account, String region, String cluster) {
    Ec2Scope scope = scope(account, region);
    return scope.state().securityGroups.values().stream()
        .filter(
            group ->
                cluster.equals(scope.state().tagsOf(group.groupId()).get("aws:eks:cluster-name")))
        .findFirst();
  }

  /** Removes the ingress rules of a group that refer to another group. */
  public void removeReferences(String account, String region, String group, String peer) {
    Ec2Scope scope = scope(account, region);
    SecurityGroupRules.removeReferences(scope, group, peer);
  }

  /** Returns what a group admits; nothing if it does not exist. */
  public List<IpPermission> ingress(String account, String region, String group) {
    Ec2Scope scope = scope(account, region);
    SecurityGroup found = scope.state().securityGroups.get(group);
    return found == null
        ? List.of()
        : IpPermissions.of(SecurityGroupRules.of(found, false, scope).stream());
  }

  /** Removes the ingress rules of a group that a service has created. */
  public void removeIngress(String account, String region, String group) {
    Ec2Scope scope = scope(account, region);
    SecurityGroup found = SecurityGroups.require(scope, group);
    SecurityGroupRules.of(found, false, scope)
        .forEach(
            rule -> {
              scope.state().securityGroupRules.remove(rule.securityGroupRuleId());
              scope.state().forgetTags(rule.securityGroupRuleId());
            });
  }

  /**
   * Deletes a security group that a service has created.
   *
   * @throws AwsErrorException DependencyViolation if it is in use
   */
  public void removeSecurityGroup(String account, String region, String group) {
    Ec2Scope scope = scope(account, region);
    if (scope.state().securityGroups.containsKey(group)) {
      SecurityGroups.rejectIfInUse(scope, group);
      SecurityGroups.remove(scope, group);
    }
  }

  /**
   * Returns a version of a launch template.
   *
   * @param version a number, {@code $Latest} or {@code $Default}; null for the default
   * @throws AwsErrorException with EC2's error if it does not exist
   */
  public LaunchTemplateVersion launchTemplate(
      String account,
      String region,
      @Nullable String id,
      @Nullable String name,
      @Nullable String version) {
    Ec2Scope scope = scope(account, region);
    var template = LaunchTemplates.require(scope, id, name);
    return LaunchTemplateVersions.require(
        scope, template, version == null || version.isEmpty() ? "$Default" : version);
  }

  /** Creates a volume on behalf of a cluster, and returns its id. */
  public String addVolume(
      String account, String region, String zone, int sizeGb, Map<String, String> tags) {
    Ec2Scope scope = scope(account, region);
    String id = Volumes.add(scope, zone, sizeGb, "gp3").volumeId();
    scope.state().tag(id, tags);
    return id;
  }

  /**
   * Returns whether a VPC has an internet gateway, without which nothing in it is reachable from
   * outside.
   */
  public boolean hasInternetGateway(String account, String region, String vpc) {
    return InternetGateways.isAttachedTo(scope(account, region), vpc);
  }
}

package io.beta9.provisioning.resources.lookup;

import static io.beta9.provisioning.resources.lookup.NetworkFinder.filter;
import static io.beta9.provisioning.resources.lookup.NetworkFinder.tags;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** Finds security groups by tag and name, and their rules by tag. */
public final class SecurityGroupFinder {
  private final AwsSession session;

  public SecurityGroupFinder(AwsSession session) {
    this.session = session;
  }

  public LookupResult group(PlannedResource resource, LookupHints hints) {
    return LookupResult.ofAtMostOne(
        session
            .ec2()
            .describeSecurityGroupsPaginator(
                r ->
                    r.filters(
                        filter("tag:" + LookupHints.TAG, hints.environment().value()),
                        filter("group-name", resource.value("name").orElseThrow())))
            .securityGroups()
            .stream()
            .map(SecurityGroup::groupId)
            .toList());
  }

  public LookupResult rule(PlannedResource resource, LookupHints hints) {
    Optional<String> owner = hints.referencedId(resource, "security_group_id");
    if (owner.isEmpty()) {
      return new LookupResult.Absent();
    }
    // The group of the cluster is known by the cluster's name only.
    Filter scope =
        owner.get().startsWith("sg-")
            ? filter("group-id", owner.get())
            : filter("tag:" + LookupHints.TAG, hints.environment().value());
    List<String> found =
        rules(scope).stream()
            .filter(rule -> hints.isOwned(tags(rule.tags())))
            .filter(rule -> rule.isEgress() == resource.type().contains("egress"))
            .filter(
                rule ->
                    String.valueOf(resource.tags().get("Name"))
                        .equals(tags(rule.tags()).get("Name")))
            .map(SecurityGroupRule::securityGroupRuleId)
            .toList();
    return LookupResult.ofAtMostOne(found);
  }

  /**
   * Removes the egress rule to everywhere that EC2 adds to every new group and the provider removes
   * by a second call. It has no tags, unlike the rules of the module.
   *
   * @return what was done; empty if the group has no such rule
   */
  public Optional<String> removeDefaultEgressRule(String group) {
    List<String> defaultRules =
        rules(filter("group-id", group)).stream()
            .filter(SecurityGroupRule::isEgress)
            .filter(rule -> rule.tags().isEmpty())
            .filter(rule -> "-1".equals(rule.ipProtocol()))
            .filter(rule -> "0.0.0.0/0".equals(rule.cidrIpv4()) || "::/0".equals(rule.cidrIpv6()))
            .map(SecurityGroupRule::securityGroupRuleId)
            .toList();
    if (defaultRules.isEmpty()) {
      return Optional.empty();
    }
    session
        .ec2()
        .revokeSecurityGroupEgress(r -> r.groupId(group).securityGroupRuleIds(defaultRules));
    return Optional.of("removed the default egress rule of " + group);
  }

  private List<SecurityGroupRule> rules(Filter scope) {
    return session
        .ec2()
        .describeSecurityGroupRulesPaginator(r -> r.filters(scope))
        .securityGroupRules()
        .stream()
        .toList();
  }
}

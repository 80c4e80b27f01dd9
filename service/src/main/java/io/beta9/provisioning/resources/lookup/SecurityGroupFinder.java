package io.beta9.provisioning.resources.lookup;

import static io.beta9.provisioning.resources.lookup.NetworkFinder.filter;
import static io.beta9.provisioning.resources.lookup.NetworkFinder.tags;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** Security groups and their rules. */
final class SecurityGroupFinder {
  private final AwsSession session;

  SecurityGroupFinder(AwsSession session) {
    this.session = session;
  }

  LookupResult group(PlannedResource wanted, LookupHints clues) {
    List<SecurityGroup> found =
        session
            .ec2()
            .describeSecurityGroupsPaginator(
                r ->
                    r.filters(
                        filter("tag:" + LookupHints.TAG, clues.environment().value()),
                        filter("group-name", wanted.value("name").orElseThrow())))
            .securityGroups()
            .stream()
            .toList();
    return switch (found.size()) {
      case 0 -> new LookupResult.Absent();
      case 1 -> LookupResult.Found.of(found.getFirst().groupId());
      default -> new LookupResult.Ambiguous(found.stream().map(SecurityGroup::groupId).toList());
    };
  }

  LookupResult rule(PlannedResource wanted, LookupHints clues) {
    Optional<String> group = clues.parent(wanted, "security_group_id");
    if (group.isEmpty()) {
      return new LookupResult.Absent();
    }
    List<String> found =
        rules(group.get()).stream()
            .filter(rule -> clues.isOurs(tags(rule.tags())))
            .filter(rule -> rule.isEgress() == wanted.type().contains("egress"))
            .filter(
                rule ->
                    String.valueOf(wanted.tags().get("Name")).equals(tags(rule.tags()).get("Name")))
            .map(SecurityGroupRule::securityGroupRuleId)
            .toList();
    return switch (found.size()) {
      case 0 -> new LookupResult.Absent();
      case 1 -> LookupResult.Found.of(found.getFirst());
      default -> new LookupResult.Ambiguous(found);
    };
  }

  /**
   * EC2 gives every new group a way out to everywhere, and the provider closes that by a second
   * call. The rule has no tags, as every rule of ours has.
   */
  Optional<String> closeDefaultWay(String group) {
    List<String> open =
        rules(group).stream()
            .filter(SecurityGroupRule::isEgress)
            .filter(rule -> rule.tags().isEmpty())
            .filter(rule -> "-1".equals(rule.ipProtocol()))
            .filter(rule -> "0.0.0.0/0".equals(rule.cidrIpv4()) || "::/0".equals(rule.cidrIpv6()))
            .map(SecurityGroupRule::securityGroupRuleId)
            .toList();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    session.ec2().revokeSecurityGroupEgress(r -> r.groupId(group).securityGroupRuleIds(open));
    return Optional.of("closed the way out that EC2 had opened in " + group);
  }

  private List<SecurityGroupRule> rules(String group) {
    return session
        .ec2()
        .describeSecurityGroupRulesPaginator(r -> r.filters(filter("group-id", group)))
        .securityGroupRules()
        .stream()
        .toList();
  }
}

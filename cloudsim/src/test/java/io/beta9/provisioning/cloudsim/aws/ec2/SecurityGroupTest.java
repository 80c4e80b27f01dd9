package io.beta9.provisioning.cloudsim.aws.ec2;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

class SecurityGroupTest extends Ec2TestBase {

  private static IpPermission tcp(int port, String... cidrs) {
    return IpPermission.builder()
        .ipProtocol("tcp")
        .fromPort(port)
        .toPort(port)
        .ipRanges(
            java.util.Arrays.stream(cidrs)
                .map(cidr -> IpRange.builder().cidrIp(cidr).build())
                .toList())
        .build();
  }

  @Test
  void groups_rules_into_permissions_and_lists_them_one_by_one() {
    String group = group(vpc(), "web");
    var rules =
        ec2.authorizeSecurityGroupIngress(
                r -> r.groupId(group).ipPermissions(tcp(443, "10.0.0.0/8", "192.168.0.0/16")))
            .securityGroupRules();
    assertThat(rules).hasSize(2);

    var shown = ec2.describeSecurityGroups(r -> r.groupIds(group)).securityGroups().getFirst();
    assertThat(shown.ipPermissions()).hasSize(1);
    assertThat(shown.ipPermissions().getFirst().ipRanges()).hasSize(2);
    assertThat(
            ec2.describeSecurityGroupRules(r -> r.filters(filter("group-id", group)))
                .securityGroupRules())
        .extracting(SecurityGroupRule::isEgress)
        .containsExactly(true, false, false);
  }

  @Test
  void adds_no_rule_if_one_of_them_is_a_duplicate() {
    String group = group(vpc(), "web");
    ec2.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcp(443, "10.0.0.0/8")));
    assertAwsError(
        "InvalidPermission.Duplicate",
        () ->
            ec2.authorizeSecurityGroupIngress(
                r ->
                    r.groupId(group).ipPermissions(tcp(80, "10.0.0.0/8"), tcp(443, "10.0.0.0/8"))));
    assertThat(
            ec2.describeSecurityGroups(r -> r.groupIds(group))
                .securityGroups()
                .getFirst()
                .ipPermissions())
        .hasSize(1);
  }

  @Test
  void revokes_rules_by_id_or_by_content() {
    String group = group(vpc(), "web");
    String rule =
        ec2.authorizeSecurityGroupIngress(
                r -> r.groupId(group).ipPermissions(tcp(443, "10.0.0.0/8")))
            .securityGroupRules()
            .getFirst()
            .securityGroupRuleId();
    ec2.revokeSecurityGroupIngress(r -> r.groupId(group).securityGroupRuleIds(rule));
    assertAwsError(
        "InvalidSecurityGroupRuleId.NotFound",
        () -> ec2.revokeSecurityGroupIngress(r -> r.groupId(group).securityGroupRuleIds(rule)));
    assertAwsError(
        "InvalidPermission.NotFound",
        () ->
            ec2.revokeSecurityGroupIngress(
                r -> r.groupId(group).ipPermissions(tcp(443, "10.0.0.0/8"))));

    ec2.revokeSecurityGroupEgress(
        r ->
            r.groupId(group)
                .ipPermissions(
                    p -> p.ipProtocol("-1").ipRanges(range -> range.cidrIp("0.0.0.0/0"))));
    assertThat(
            ec2.describeSecurityGroups(r -> r.groupIds(group))
                .securityGroups()
                .getFirst()
                .ipPermissionsEgress())
        .isEmpty();
  }

  @Test
  void keeps_a_group_that_a_rule_of_another_group_refers_to() {
    String vpc = vpc();
    String item = group(vpc, "one");
    String other = group(vpc, "other");
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(other)
                .ipPermissions(
                    p ->
                        p.ipProtocol("tcp")
                            .fromPort(5432)
                            .toPort(5432)
                            .userIdGroupPairs(pair -> pair.groupId(item))));
    assertAwsError("DependencyViolation", () -> ec2.deleteSecurityGroup(r -> r.groupId(item)));
    ec2.deleteSecurityGroup(r -> r.groupId(other));
    ec2.deleteSecurityGroup(r -> r.groupId(item));
  }

  @Test
  void requires_unique_group_names_in_a_vpc_and_keeps_the_default_group() {
    String vpc = vpc();
    group(vpc, "web");
    assertAwsError("InvalidGroup.Duplicate", () -> group(vpc, "web"));
    group(vpc(), "web");
    String standard =
        ec2.describeSecurityGroups(
                r -> r.filters(filter("vpc-id", vpc), filter("group-name", "default")))
            .securityGroups()
            .getFirst()
            .groupId();
    assertAwsError("CannotDelete", () -> ec2.deleteSecurityGroup(r -> r.groupId(standard)));
  }

  @Test
  void keeps_the_id_of_a_modified_rule() {
    String group = group(vpc(), "web");
    String rule =
        ec2.authorizeSecurityGroupIngress(
                r -> r.groupId(group).ipPermissions(tcp(443, "10.0.0.0/8")))
            .securityGroupRules()
            .getFirst()
            .securityGroupRuleId();
    ec2.modifySecurityGroupRules(
        r ->
            r.groupId(group)
                .securityGroupRules(
                    update ->
                        update
                            .securityGroupRuleId(rule)
                            .securityGroupRule(
                                requested ->
                                    requested
                                        .ipProtocol("tcp")
                                        .fromPort(8443)
                                        .toPort(8443)
                                        .cidrIpv4("10.0.0.0/8")
                                        .description("moved"))));
    var changed =
        ec2.describeSecurityGroupRules(r -> r.securityGroupRuleIds(rule))
            .securityGroupRules()
            .getFirst();
    assertThat(changed.fromPort()).isEqualTo(8443);
    assertThat(changed.description()).isEqualTo("moved");
  }
}

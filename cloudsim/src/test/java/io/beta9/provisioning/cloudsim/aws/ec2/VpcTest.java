package io.beta9.provisioning.cloudsim.aws.ec2;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;

class VpcTest extends Ec2TestBase {

  @Test
  void creates_a_default_security_group_network_acl_and_main_route_table_with_a_vpc() {
    String vpc = vpc();

    var group =
        ec2.describeSecurityGroups(
                r -> r.filters(filter("vpc-id", vpc), filter("group-name", "default")))
            .securityGroups();
    assertThat(group).hasSize(1);
    assertThat(group.getFirst().ipPermissions()).hasSize(1);
    assertThat(group.getFirst().ipPermissions().getFirst().userIdGroupPairs().getFirst().groupId())
        .isEqualTo(group.getFirst().groupId());
    assertThat(group.getFirst().ipPermissionsEgress().getFirst().ipRanges().getFirst().cidrIp())
        .isEqualTo("0.0.0.0/0");

    var acl =
        ec2.describeNetworkAcls(r -> r.filters(filter("vpc-id", vpc), filter("default", "true")))
            .networkAcls();
    assertThat(acl).hasSize(1);
    assertThat(acl.getFirst().entries()).hasSize(4);

    var main =
        ec2.describeRouteTables(
                r -> r.filters(filter("vpc-id", vpc), filter("association.main", "true")))
            .routeTables();
    assertThat(main).hasSize(1);
    assertThat(main.getFirst().routes().getFirst().gatewayId()).isEqualTo("local");
  }

  @Test
  void enables_dns_resolution_by_default_and_dns_hostnames_on_request() {
    String vpc = vpc();
    assertThat(
            ec2.describeVpcAttribute(
                    r -> r.vpcId(vpc).attribute(VpcAttributeName.ENABLE_DNS_SUPPORT))
                .enableDnsSupport()
                .value())
        .isTrue();

    ec2.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true)));

    assertThat(
            ec2.describeVpcAttribute(
                    r -> r.vpcId(vpc).attribute(VpcAttributeName.ENABLE_DNS_HOSTNAMES))
                .enableDnsHostnames()
                .value())
        .isTrue();
  }

  @Test
  void deletes_a_vpc_with_its_defaults_only_when_it_is_otherwise_empty() {
    String vpc = vpc();
    String subnet = subnet(vpc, "10.42.0.0/20", "us-east-1a");
    assertAwsError("DependencyViolation", () -> ec2.deleteVpc(r -> r.vpcId(vpc)));

    ec2.deleteSubnet(r -> r.subnetId(subnet));
    String group = group(vpc, "one");
    assertAwsError("DependencyViolation", () -> ec2.deleteVpc(r -> r.vpcId(vpc)));

    ec2.deleteSecurityGroup(r -> r.groupId(group));
    ec2.deleteVpc(r -> r.vpcId(vpc));

    assertAwsError("InvalidVpcID.NotFound", () -> ec2.describeVpcs(r -> r.vpcIds(vpc)));
    assertThat(ec2.describeSecurityGroups().securityGroups()).isEmpty();
    assertThat(ec2.describeRouteTables().routeTables()).isEmpty();
    assertThat(ec2.describeNetworkAcls().networkAcls()).isEmpty();
    assertThat(ec2.describeSecurityGroupRules(r -> {}).securityGroupRules()).isEmpty();
  }

  @Test
  void applies_tags_on_creation_and_filters_by_them() {
    String vpc =
        ec2.createVpc(
                r ->
                    r.cidrBlock("10.0.0.0/16")
                        .tagSpecifications(
                            s ->
                                s.resourceType(ResourceType.VPC)
                                    .tags(
                                        Tag.builder().key("team").value("x").build(),
                                        Tag.builder().key("Name").value("acme").build())))
            .vpc()
            .vpcId();
    vpc();

    assertThat(ec2.describeVpcs(r -> r.filters(filter("tag:team", "x"))).vpcs()).hasSize(1);
    assertThat(ec2.describeVpcs(r -> r.filters(filter("tag:Name", "ac*"))).vpcs()).hasSize(1);
    assertThat(ec2.describeVpcs(r -> r.filters(filter("tag-key", "team"))).vpcs()).hasSize(1);
    assertThat(ec2.describeVpcs(r -> r.filters(filter("tag:team", "y"))).vpcs()).isEmpty();
    assertAwsError(
        "InvalidParameterValue", () -> ec2.describeVpcs(r -> r.filters(filter("wings", "2"))));

    ec2.deleteTags(r -> r.resources(vpc).tags(Tag.builder().key("team").build()));
    assertThat(ec2.describeTags(r -> r.filters(filter("resource-id", vpc))).tags())
        .extracting(tag -> tag.key() + "=" + tag.value())
        .containsExactly("Name=acme");
  }

  @Test
  void paginates_vpcs() {
    cloud.setCondition("quota", "L-F678F1CE", "10");
    for (int created = 0; created < 7; created++) {
      vpc();
    }
    assertThat(ec2.describeVpcs(r -> r.maxResults(5)).vpcs()).hasSize(5);
    assertThat(
            ec2.describeVpcsPaginator(r -> r.maxResults(5)).stream()
                .mapToInt(page -> page.vpcs().size())
                .boxed()
                .toList())
        .isEqualTo(List.of(5, 2));
  }

  @Test
  void enforces_the_vpc_quota_and_its_override() {
    for (int created = 0; created < 5; created++) {
      vpc();
    }
    assertAwsError("VpcLimitExceeded", this::vpc);
    cloud.setCondition("quota", "L-F678F1CE", "6");
    vpc();
  }

  @Test
  void changes_nothing_in_a_dry_run() {
    assertAwsError(
        "DryRunOperation", () -> ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16").dryRun(true)));
    assertThat(ec2.describeVpcs().vpcs()).isEmpty();
  }
}

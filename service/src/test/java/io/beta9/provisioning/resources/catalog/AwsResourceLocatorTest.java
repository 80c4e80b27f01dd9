package io.beta9.provisioning.resources.catalog;

import static io.beta9.provisioning.resources.catalog.LocatorFixture.NAME;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.OURS;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.found;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.planned;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Resources of EC2 that have no unique name. */
class AwsResourceLocatorTest {
  private LocatorFixture account;

  @BeforeEach
  void open() {
    account = new LocatorFixture();
  }

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void finds_a_vpc_by_its_tags() {
    assertThat(account.find("aws_vpc.this", Map.of())).isEqualTo(new LookupResult.Absent());
    String vpc = vpc(OURS, NAME);
    vpc("env_ffffffffffff", NAME);
    vpc(OURS, "another-name");

    assertThat(account.find("aws_vpc.this", Map.of())).isEqualTo(found(vpc));
  }

  @Test
  void names_both_if_two_resources_match() {
    String one = vpc(OURS, NAME);
    String other = vpc(OURS, NAME);

    assertThat(account.find("aws_vpc.this", Map.of()))
        .isInstanceOfSatisfying(
            LookupResult.Ambiguous.class,
            two -> assertThat(two.ids()).containsExactlyInAnyOrder(one, other));
  }

  @Test
  void ignores_a_resource_that_the_state_has_under_another_address() {
    String known = vpc(OURS, NAME);
    account.state.put("aws_vpc.other", known);

    assertThat(account.find("aws_vpc.this", Map.of())).isEqualTo(new LookupResult.Absent());
  }

  @Test
  void falls_back_to_the_id_in_the_journal_if_the_resource_has_the_environments_tag() {
    String unnamed = vpc(OURS, "another-name");
    account.journal.add("aws_vpc.this", "create", unnamed);
    assertThat(account.find("aws_vpc.this", Map.of())).isEqualTo(found(unnamed));

    account.journal.add("aws_vpc.this", "create", vpc("env_ffffffffffff", "theirs"));
    assertThat(account.find("aws_vpc.this", Map.of())).isEqualTo(new LookupResult.Absent());
  }

  @Test
  void finds_each_part_of_the_network() {
    String vpc = vpc(OURS, NAME);
    var ec2 = account.session.ec2();
    String subnet =
        ec2.createSubnet(
                r ->
                    r.vpcId(vpc)
                        .cidrBlock("10.0.0.0/24")
                        .tagSpecifications(tags(ResourceType.SUBNET, OURS, NAME)))
            .subnet()
            .subnetId();
    String gateway =
        ec2.createInternetGateway(
                r -> r.tagSpecifications(tags(ResourceType.INTERNET_GATEWAY, OURS, NAME)))
            .internetGateway()
            .internetGatewayId();
    ec2.attachInternetGateway(r -> r.vpcId(vpc).internetGatewayId(gateway));
    String address =
        ec2.allocateAddress(
                r ->
                    r.domain(DomainType.VPC)
                        .tagSpecifications(tags(ResourceType.ELASTIC_IP, OURS, NAME)))
            .allocationId();
    String table =
        ec2.createRouteTable(
                r -> r.vpcId(vpc).tagSpecifications(tags(ResourceType.ROUTE_TABLE, OURS, NAME)))
            .routeTable()
            .routeTableId();
    account.state.put("aws_route_table.public", table);
    account.state.put("aws_subnet.public", subnet);
    PlannedResource route =
        planned(
            "aws_route.public",
            Map.of("destination_cidr_block", "0.0.0.0/0"),
            Map.of("route_table_id", "aws_route_table.public"));
    PlannedResource association =
        planned(
            "aws_route_table_association.public",
            Map.of(),
            Map.of("route_table_id", "aws_route_table.public", "subnet_id", "aws_subnet.public"));
    assertThat(account.find(route)).isEqualTo(new LookupResult.Absent());
    assertThat(account.find(association)).isEqualTo(new LookupResult.Absent());
    ec2.createRoute(
        r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
    String associationId =
        ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet)).associationId();

    assertThat(account.find("aws_internet_gateway.this", Map.of())).isEqualTo(found(gateway));
    assertThat(account.find("aws_eip.nat", Map.of())).isEqualTo(found(address));
    assertThat(account.find(route)).isEqualTo(found(table + "_0.0.0.0/0"));
    assertThat(account.find(association))
        .isEqualTo(new LookupResult.Found(subnet + "/" + table, associationId));
    account.state.clear();
    assertThat(account.find("aws_subnet.public", Map.of())).isEqualTo(found(subnet));
    assertThat(account.find("aws_route_table.public", Map.of())).isEqualTo(found(table));
    assertThat(account.find(route)).as("without its table").isEqualTo(new LookupResult.Absent());
  }

  @Test
  void reports_a_pending_nat_gateway_as_in_transition_and_a_deleted_one_as_absent() {
    account
        .simulated
        .sim()
        .faultRules()
        .add(new FaultRule.Latency("ec2:nat-gateway", Duration.ofHours(1)));
    String nat = natGateway();
    assertThat(account.find("aws_nat_gateway.this", Map.of()))
        .isEqualTo(new LookupResult.InTransition("pending"));

    account.session.ec2().deleteNatGateway(r -> r.natGatewayId(nat));

    assertThat(account.find("aws_nat_gateway.this", Map.of())).isEqualTo(new LookupResult.Absent());
  }

  @Test
  void removes_the_default_egress_rule_of_a_security_group_and_no_other() {
    String vpc = vpc(OURS, NAME);
    String group =
        account
            .session
            .ec2()
            .createSecurityGroup(
                r ->
                    r.groupName(NAME + "-redis")
                        .description("x")
                        .vpcId(vpc)
                        .tagSpecifications(
                            tags(ResourceType.SECURITY_GROUP, OURS, NAME + "-redis")))
            .groupId();
    PlannedResource planned =
        planned("aws_security_group.redis", Map.of("name", NAME + "-redis"), Map.of());
    assertThat(account.find(planned)).isEqualTo(found(group));

    assertThat(account.locator.completeCreation(planned, group))
        .hasValueSatisfying(words -> assertThat(words).contains(group));
    String rule =
        account
            .session
            .ec2()
            .authorizeSecurityGroupEgress(
                r ->
                    r.groupId(group)
                        .ipPermissions(
                            p -> p.ipProtocol("-1").ipRanges(range -> range.cidrIp("0.0.0.0/0")))
                        .tagSpecifications(tags(ResourceType.SECURITY_GROUP_RULE, OURS, NAME)))
            .securityGroupRules()
            .getFirst()
            .securityGroupRuleId();

    assertThat(account.locator.completeCreation(planned, group)).isEmpty();
    account.state.put("aws_security_group.redis", group);
    assertThat(
            account.find(
                planned(
                    "aws_vpc_security_group_egress_rule.out",
                    Map.of(),
                    Map.of("security_group_id", "aws_security_group.redis"))))
        .isEqualTo(found(rule));
    assertThat(
            account.find(
                planned(
                    "aws_vpc_security_group_ingress_rule.in",
                    Map.of(),
                    Map.of("security_group_id", "aws_security_group.redis"))))
        .isEqualTo(new LookupResult.Absent());
  }

  private String vpc(String environment, String name) {
    return account
        .session
        .ec2()
        .createVpc(
            r ->
                r.cidrBlock("10.0.0.0/16")
                    .tagSpecifications(tags(ResourceType.VPC, environment, name)))
        .vpc()
        .vpcId();
  }

  private String natGateway() {
    var ec2 = account.session.ec2();
    String vpc = vpc(OURS, NAME);
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(r -> r.vpcId(vpc).internetGatewayId(gateway));
    String subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/24")).subnet().subnetId();
    String address = ec2.allocateAddress(r -> r.domain(DomainType.VPC)).allocationId();
    return ec2.createNatGateway(
            r ->
                r.subnetId(subnet)
                    .allocationId(address)
                    .tagSpecifications(tags(ResourceType.NATGATEWAY, OURS, NAME)))
        .natGateway()
        .natGatewayId();
  }

  private static TagSpecification tags(ResourceType type, String environment, String name) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(
            List.of(
                Tag.builder().key("beta9:environment-id").value(environment).build(),
                Tag.builder().key("beta9:managed-by").value("beta9-provisioning").build(),
                Tag.builder().key("Name").value(name).build()))
        .build();
  }
}

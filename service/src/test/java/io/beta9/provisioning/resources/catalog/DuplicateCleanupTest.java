package io.beta9.provisioning.resources.catalog;

import static io.beta9.provisioning.testing.SimulatedAccount.ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.resources.cleanup.AwsLeftoverRemover;
import io.beta9.provisioning.resources.cleanup.DuplicateCleanup;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.plan.StateResources.ManagedResource;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The comparison of account and state after an apply. */
class DuplicateCleanupTest {
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AwsSession session = cloud.owner();
  private final List<ManagedResource> state = new ArrayList<>();
  private DuplicateCleanup.ConfirmationPause pause = () -> {};

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void deletes_what_exists_twice_and_keeps_what_is_in_the_state() throws Exception {
    String vpc = inState("aws_vpc", vpc());
    String gateway = inState("aws_internet_gateway", gateway());
    String address = inState("aws_eip", address());
    String key = inState("aws_kms_key", key());
    List<String> second = List.of(vpc(), gateway(), address(), key());

    DuplicateCleanup.DuplicatesFound found = compare();

    assertThat(found.removed())
        .extracting(Leftover::id)
        .containsExactlyInAnyOrderElementsOf(second);
    assertThat(found.unmanaged()).isEmpty();
    assertThat(session.ec2().describeVpcs(r -> r.vpcIds(vpc)).vpcs()).hasSize(1);
    assertThat(
            session
                .ec2()
                .describeInternetGateways(r -> r.internetGatewayIds(gateway))
                .internetGateways())
        .hasSize(1);
    assertThat(session.ec2().describeAddresses().addresses())
        .extracting(one -> one.allocationId())
        .containsExactly(address);
    assertThat(session.kms().describeKey(r -> r.keyId(key)).keyMetadata().enabled()).isTrue();
    assertThat(compare().removed()).isEmpty();
  }

  @Test
  void deletes_a_second_route_table_unless_subnets_use_it() throws Exception {
    String vpc = inState("aws_vpc", vpc());
    inState("aws_route_table", routeTable(vpc));
    String unused = routeTable(vpc);
    String used = routeTable(vpc);
    String subnet =
        session.ec2().createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/24")).subnet().subnetId();
    session.ec2().associateRouteTable(r -> r.routeTableId(used).subnetId(subnet));

    DuplicateCleanup.DuplicatesFound found = compare();

    assertThat(found.removed()).extracting(Leftover::id).containsExactly(unused);
    assertThat(found.unmanaged()).extracting(Leftover::id).containsExactly(used);
  }

  private String routeTable(String vpc) {
    return session
        .ec2()
        .createRouteTable(
            r -> r.vpcId(vpc).tagSpecifications(tagged(ResourceType.ROUTE_TABLE, ID.value())))
        .routeTable()
        .routeTableId();
  }

  @Test
  void names_and_keeps_a_duplicate_that_is_in_use() throws Exception {
    inState("aws_vpc", vpc());
    inState("aws_internet_gateway", gateway());
    inState("aws_kms_key", key());
    String used = vpc();
    session.ec2().createSubnet(r -> r.vpcId(used).cidrBlock("10.0.0.0/24"));
    String attached = gateway();
    session.ec2().attachInternetGateway(r -> r.internetGatewayId(attached).vpcId(used));
    String named = key();
    session.kms().createAlias(r -> r.aliasName("alias/other").targetKeyId(named));

    DuplicateCleanup.DuplicatesFound found = compare();

    assertThat(found.removed()).isEmpty();
    assertThat(found.unmanaged())
        .extracting(Leftover::id)
        .containsExactlyInAnyOrder(used, attached, named);
  }

  @Test
  void does_not_touch_anything_if_the_state_contains_none_of_the_type() throws Exception {
    vpc();
    key();

    assertThat(compare().removed()).isEmpty();
    assertThat(compare().unmanaged()).isEmpty();
  }

  @Test
  void does_not_touch_what_another_environment_has() throws Exception {
    inState("aws_vpc", vpc());
    session
        .ec2()
        .createVpc(
            r ->
                r.cidrBlock("10.0.0.0/16")
                    .tagSpecifications(tagged(ResourceType.VPC, "env_000000000000")));

    assertThat(compare().removed()).isEmpty();
  }

  @Test
  void does_not_report_or_delete_what_only_a_lagging_read_lists() throws Exception {
    inState("aws_vpc", vpc());
    inState("aws_security_group", "sg-1");
    cloud.sim().faultRules().add(FaultRule.Lag.ofAws(Duration.ofHours(1), 3));
    session.ec2().describeVpcs();
    String replaced = vpc();
    session.ec2().deleteVpc(r -> r.vpcId(replaced));
    pause = () -> cloud.sim().faultRules().clear();

    for (int i = 0; i < 10; i++) {
      DuplicateCleanup.DuplicatesFound found = compare();
      assertThat(found.removed()).isEmpty();
      assertThat(found.unmanaged()).isEmpty();
    }
  }

  @Test
  void deletes_what_a_destroy_has_left_before_what_it_depends_on() {
    String vpc = vpc();
    String subnet =
        session
            .ec2()
            .createSubnet(
                r ->
                    r.vpcId(vpc)
                        .cidrBlock("10.0.0.0/24")
                        .tagSpecifications(tagged(ResourceType.SUBNET, ID.value())))
            .subnet()
            .subnetId();
    String table = routeTable(vpc);
    List<Leftover> left =
        DuplicateCleanup.afterDestroy(
            List.of(
                new Leftover("ec2:vpc", vpc, "", false, ""),
                new Leftover("ec2:subnet", subnet, "", false, ""),
                new Leftover("ec2:route-table", table, "", false, ""),
                new Leftover("ec2:natgateway", "nat-1", "", false, "")));

    assertThat(new AwsLeftoverRemover(session).removeAll(left))
        .extracting(Leftover::id)
        .containsExactly("nat-1");
  }

  private DuplicateCleanup.DuplicatesFound compare() throws InterruptedException {
    return new DuplicateCleanup(
            new EnvironmentInventory(session, ResourceCatalog.AWS), new AwsLeftoverRemover(session))
        .run(
            ResourceScope.of(SimulatedAccount.model()),
            () -> new StateResources(1, "lineage", state),
            () -> {},
            pause);
  }

  private String inState(String type, String id) {
    state.add(new ManagedResource(type + ".this", type, id, false));
    return id;
  }

  private String vpc() {
    return session
        .ec2()
        .createVpc(
            r -> r.cidrBlock("10.0.0.0/16").tagSpecifications(tagged(ResourceType.VPC, ID.value())))
        .vpc()
        .vpcId();
  }

  private String gateway() {
    return session
        .ec2()
        .createInternetGateway(
            r -> r.tagSpecifications(tagged(ResourceType.INTERNET_GATEWAY, ID.value())))
        .internetGateway()
        .internetGatewayId();
  }

  private String address() {
    return session
        .ec2()
        .allocateAddress(
            r -> r.domain("vpc").tagSpecifications(tagged(ResourceType.ELASTIC_IP, ID.value())))
        .allocationId();
  }

  private String key() {
    return session
        .kms()
        .createKey(r -> r.tags(t -> t.tagKey("beta9:environment-id").tagValue(ID.value())))
        .keyMetadata()
        .keyId();
  }

  private static TagSpecification tagged(ResourceType type, String environment) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(Tag.builder().key("beta9:environment-id").value(environment).build())
        .build();
  }
}

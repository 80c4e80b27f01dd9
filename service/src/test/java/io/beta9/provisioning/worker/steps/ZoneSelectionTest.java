package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.cloud.aws.AwsAccount;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import tools.jackson.databind.node.ObjectNode;

/** The default zones of the model are us-east-1a and us-east-1b. */
class ZoneSelectionTest {
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final CloudAccount account = new AwsAccount(cloud.session());
  private final InMemoryEnvironment environment = new InMemoryEnvironment();
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    cloud.close();
  }

  private static InfraModel model(boolean byDefault) {
    ObjectNode tree = InfraModelJson.toTree(SimulatedAccount.model());
    ((ObjectNode) tree.get("network")).put("zones_by_default", byDefault);
    return InfraModelJson.fromJson(tree.toString());
  }

  private void condition(String kind, String subject, String text) {
    cloud.sim().faultRules().add(new FaultRule.Condition(kind, subject, text));
  }

  private Optional<InfraModel> select(InfraModel model) {
    return ZoneSelection.of(account, model, environment, (stream, text) -> log.add(text));
  }

  @Test
  void replaces_default_zones_that_the_account_cannot_use() {
    condition(Zones.STATE, "us-east-1a", "unavailable");

    InfraModel selected = select(model(true)).orElseThrow();

    assertThat(selected.network().availabilityZones()).containsExactly("us-east-1b", "us-east-1c");
    assertThat(selected.network().privateSubnets().keySet())
        .containsExactlyInAnyOrder("us-east-1b", "us-east-1c");
    assertThat(selected.network().publicSubnets()).hasSize(2);
    assertThat(environment.current().infraModel().text())
        .isEqualTo(InfraModelJson.toTree(selected).toString());
    assertThat(log)
        .containsExactly("zones: [us-east-1b, us-east-1c] instead of [us-east-1a, us-east-1b]");
    assertThat(select(selected)).as("the selection is stable").isEmpty();
  }

  @Test
  void prefers_zones_that_offer_the_instance_types_of_all_node_groups() {
    condition("instance-not-offered", "m6i.2xlarge/us-east-1b", "");

    assertThat(select(model(true)).orElseThrow().network().availabilityZones())
        .containsExactly("us-east-1a", "us-east-1c");
  }

  /** In this simulated account, us-east-1e is use1-az3, in which EKS creates no clusters. */
  @Test
  void selects_neither_zones_without_clusters_nor_local_zones() {
    condition(Zones.OPTED_IN, "us-east-1", "");
    for (String zone : List.of("us-east-1a", "us-east-1b", "us-east-1c")) {
      condition(Zones.STATE, zone, "unavailable");
    }

    assertThat(select(model(true)).orElseThrow().network().availabilityZones())
        .containsExactly("us-east-1d", "us-east-1f");
  }

  @Test
  void keeps_suitable_zones_and_those_that_were_named_or_may_contain_something() {
    assertThat(select(model(true))).as("suitable").isEmpty();
    condition(Zones.STATE, "us-east-1a", "unavailable");

    assertThat(select(model(false))).as("named").isEmpty();
    environment.setPlannedModel(model(true));
    assertThat(select(model(true))).as("only planned").isEmpty();
    InMemoryEnvironment applied = new InMemoryEnvironment();
    applied.setApplied();
    assertThat(ZoneSelection.of(account, model(true), applied, (stream, text) -> {}))
        .as("applied")
        .isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void exchanges_a_zone_that_an_update_added_by_number_for_a_usable_one() {
    createSubnets("us-east-1a", "us-east-1b");
    condition(Zones.STATE, "us-east-1c", "unavailable");
    InfraModel updated = updated(true);

    InfraModel selected = select(updated).orElseThrow();

    assertThat(selected.network().availabilityZones())
        .containsExactly("us-east-1b", "us-east-1a", "us-east-1d");
    assertThat(selected.network().privateSubnets())
        .containsEntry("us-east-1a", updated.network().privateSubnets().get("us-east-1a"))
        .containsEntry("us-east-1b", updated.network().privateSubnets().get("us-east-1b"))
        .containsEntry("us-east-1d", updated.network().privateSubnets().get("us-east-1c"))
        .hasSize(3);
    assertThat(selected.network().publicSubnets())
        .containsEntry("us-east-1d", updated.network().publicSubnets().get("us-east-1c"))
        .hasSize(3);
    assertThat(environment.current().infraModel().text())
        .isEqualTo(InfraModelJson.toTree(selected).toString());
    assertThat(select(selected)).as("the selection is stable").isEmpty();
  }

  @Test
  void never_exchanges_a_zone_in_which_the_environment_has_subnets() {
    createSubnets("us-east-1a", "us-east-1b", "us-east-1c");
    condition(Zones.STATE, "us-east-1c", "unavailable");
    condition(Zones.STATE, "us-east-1b", "unavailable");

    assertThat(select(updated(true))).isEmpty();
  }

  @Test
  void does_not_exchange_an_added_zone_for_a_more_suitable_one() {
    createSubnets("us-east-1a", "us-east-1b");
    condition("instance-not-offered", "m6i.2xlarge/us-east-1c", "");

    assertThat(select(updated(true))).isEmpty();
  }

  @Test
  void keeps_an_unusable_zone_that_an_update_named_or_for_which_there_is_no_other() {
    createSubnets("us-east-1a", "us-east-1b");
    condition(Zones.STATE, "us-east-1c", "unavailable");
    assertThat(select(updated(false))).as("named").isEmpty();

    condition(Zones.STATE, "us-east-1d", "unavailable");
    condition(Zones.STATE, "us-east-1f", "unavailable");
    assertThat(select(updated(true))).as("no other").isEmpty();
  }

  /** Returns the model after an update of an environment in the zones b and a, in that order. */
  private InfraModel updated(boolean byDefault) {
    environment.setApplied();
    return model(byDefault)
        .withZones(List.of("us-east-1b", "us-east-1a"))
        .withExchangedZones(List.of("us-east-1b", "us-east-1a", "us-east-1c"));
  }

  private void createSubnets(String... zones) {
    var ec2 = cloud.owner().ec2();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.42.0.0/16")).vpc().vpcId();
    for (int i = 0; i < zones.length; i++) {
      String zone = zones[i];
      String block = "10.42." + 16 * i + ".0/20";
      ec2.createSubnet(
          r ->
              r.vpcId(vpc)
                  .cidrBlock(block)
                  .availabilityZone(zone)
                  .tagSpecifications(
                      TagSpecification.builder()
                          .resourceType(ResourceType.SUBNET)
                          .tags(
                              Tag.builder()
                                  .key(ResourceNaming.ENVIRONMENT_ID_TAG)
                                  .value(SimulatedAccount.model().environmentId())
                                  .build())
                          .build()));
    }
  }

  @Test
  void leaves_the_verdict_to_the_preflight_if_there_are_too_few() {
    for (char letter : "abcdf".toCharArray()) {
      condition(Zones.STATE, "us-east-1" + letter, "unavailable");
    }
    assertThat(select(model(true))).isEmpty();
  }

  @Test
  void does_not_need_the_permission_to_list_zones() {
    fail(403, "UnauthorizedOperation");

    assertThat(select(model(true))).isEmpty();
  }

  @Test
  void fails_if_aws_is_unavailable() {
    fail(503, "Unavailable");

    assertThatThrownBy(() -> select(model(true)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.AWS_UNAVAILABLE));
  }

  private void fail(int status, String code) {
    cloud
        .sim()
        .faultRules()
        .add(FaultRule.Failure.everyCall("ec2", "DescribeAvailabilityZones", status, code, "no"));
  }
}

package io.beta9.provisioning.aws.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.FailureSubject;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Each condition that the preflight detects. */
class PreflightRowsTest {
  private final SimulatedAccount cloud = SimulatedAccount.open();
  private final InfraModel model = SimulatedAccount.model();

  @AfterEach
  void close() {
    cloud.close();
  }

  private void condition(String name, String subject, String parameter) {
    cloud.sim().faultRules().add(new FaultRule.Condition(name, subject, parameter));
  }

  private List<PreflightFinding> findings() {
    return new Preflight(cloud.session(), ResourceCatalog.AWS, Clock.systemUTC()).check(model);
  }

  private Failure only(PreflightFinding.Severity severity) {
    List<PreflightFinding> findings = findings();
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().severity()).isEqualTo(severity);
    return findings.getFirst().failure();
  }

  @ParameterizedTest
  @CsvSource({
    "L-F678F1CE, VPCs per Region, 0, 1, vpc",
    "L-0263D0A3, EC2-VPC Elastic IPs, 0, 1, ec2",
    "L-FE5A380F, NAT gateways per Availability Zone, 0, 1, vpc",
    "L-1194D53C, Clusters, 0, 1, eks",
    "L-7B6409FD, DB instances, 0, 1, rds",
    "L-DFE45DF3, Nodes per Region, 0, 1, elasticache",
    "L-69A177A2, Network Load Balancers per Region, 0, 1, elasticloadbalancing",
    "L-1216C47A, vCPUs of running On-Demand instances, 11, 12, ec2"
  })
  void reports_an_insufficient_quota_with_its_usage_and_code(
      String code, String name, int limit, int needed, String service) {
    condition("quota", code, Integer.toString(limit));

    Failure failure = only(PreflightFinding.Severity.BLOCKING);

    assertThat(failure.kind()).isEqualTo(FailureClass.QUOTA);
    assertThat(failure.parameters())
        .containsEntry(FailureParameter.QUOTA, name)
        .containsEntry(FailureParameter.LIMIT, Integer.toString(limit))
        .containsEntry(FailureParameter.USED, "0")
        .containsEntry(FailureParameter.NEEDED, Integer.toString(needed))
        .containsEntry(FailureParameter.DESIRED, Integer.toString(needed))
        .containsEntry(FailureParameter.SERVICE, service)
        .containsEntry(FailureParameter.QUOTA_CODE, code)
        .containsEntry(FailureParameter.REGION, "us-east-1");
  }

  @Test
  void accepts_a_quota_that_is_exactly_sufficient() {
    condition("quota", "L-1194D53C", "1");
    condition("quota", "L-1216C47A", "12");
    assertThat(findings()).isEmpty();
  }

  @Test
  void counts_other_instances_against_the_quota_of_their_family() {
    new NodeJoinFixture(cloud.owner(), 24).nodes();
    cloud
        .owner()
        .eks()
        .describeNodegroup(r -> r.clusterName(NodeJoinFixture.CLUSTER).nodegroupName("system"));
    condition("quota", "L-1216C47A", "13");

    assertThat(findings())
        .anySatisfy(
            finding ->
                assertThat(finding.failure().parameters())
                    .containsEntry(FailureParameter.QUOTA, "vCPUs of running On-Demand instances")
                    .containsEntry(FailureParameter.LIMIT, "13")
                    .containsEntry(FailureParameter.USED, "2")
                    .containsEntry(FailureParameter.NEEDED, "12")
                    .containsEntry(FailureParameter.DESIRED, "14"));
  }

  @Test
  void blocks_on_an_instance_type_that_no_zone_offers_and_warns_if_some_zones_do_not() {
    condition("instance-not-offered", "m6i.large/us-east-1a", "");
    Failure some = only(PreflightFinding.Severity.WARNING);
    assertThat(some.parameters())
        .isEqualTo(
            Map.of(
                FailureParameter.NODE_GROUP,
                "system",
                FailureParameter.INSTANCE_TYPE,
                "m6i.large",
                FailureParameter.ZONES,
                "us-east-1a"));

    condition("instance-not-offered", "m6i.large/us-east-1b", "");
    Failure none = only(PreflightFinding.Severity.BLOCKING);
    assertThat(none.code()).isEqualTo(FailureCode.INSTANCE_TYPE_NOT_OFFERED);
    assertThat(none.parameters())
        .containsEntry(FailureParameter.NODE_GROUP, "system")
        .containsEntry(FailureParameter.INSTANCE_TYPE, "m6i.large")
        .containsEntry(FailureParameter.ZONES, "us-east-1a, us-east-1b");
    assertThat(none.parameter(FailureParameter.OTHER_ZONES))
        .get(InstanceOfAssertFactories.STRING)
        .startsWith("us-east-1c, us-east-1d");
  }

  @Test
  void advises_no_zone_that_eks_or_the_account_cannot_use() {
    condition("instance-not-offered", "m6i.2xlarge/us-east-1a", "");
    condition("instance-not-offered", "m6i.2xlarge/us-east-1b", "");
    condition("instance-not-offered", "m6i.2xlarge/us-east-1f", "");
    condition(Zones.OPTED_IN, "us-east-1", "");
    condition(Zones.STATE, "us-east-1d", "unavailable");

    assertThat(only(PreflightFinding.Severity.BLOCKING).parameter(FailureParameter.OTHER_ZONES))
        .contains("us-east-1c");
  }

  @ParameterizedTest
  @CsvSource({"unavailable", "impaired", "constrained"})
  void blocks_on_a_zone_that_is_not_available_to_a_new_environment(String state) {
    condition(Zones.STATE, "us-east-1b", state);

    Failure failure = only(PreflightFinding.Severity.BLOCKING);

    assertThat(failure.code()).isEqualTo(FailureCode.ZONE_UNAVAILABLE);
    assertThat(failure.parameter(FailureParameter.ZONES)).contains("us-east-1b");
  }

  @Test
  void accepts_a_zone_about_which_aws_only_informs() {
    condition(Zones.STATE, "us-east-1b", "information");
    assertThat(findings()).isEmpty();
  }

  @Test
  void warns_of_a_zone_that_became_unavailable_after_the_environment_was_created() {
    createSubnet("us-east-1b");
    condition(Zones.STATE, "us-east-1b", "unavailable");

    assertThat(only(PreflightFinding.Severity.WARNING).code()).isEqualTo(FailureCode.ZONE_LOST);

    condition(Zones.STATE, "us-east-1a", "unavailable");
    assertThat(findings())
        .extracting(finding -> finding.failure().code())
        .containsExactly(FailureCode.ZONE_UNAVAILABLE, FailureCode.ZONE_LOST);
  }

  private void createSubnet(String zone) {
    var ec2 = cloud.owner().ec2();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.42.0.0/16")).vpc().vpcId();
    ec2.createSubnet(
        r ->
            r.vpcId(vpc)
                .cidrBlock("10.42.0.0/20")
                .availabilityZone(zone)
                .tagSpecifications(
                    t ->
                        t.resourceType(ResourceType.SUBNET)
                            .tags(
                                tag ->
                                    tag.key("beta9:environment-id")
                                        .value(SimulatedAccount.ID.value()))));
  }

  @Test
  void does_not_use_local_zones_for_node_groups() {
    condition(Zones.OPTED_IN, "us-east-1", "");

    assertThat(findings()).isEmpty();
    assertThat(new InstanceTypeCheck(cloud.session()).zonesOfGroups(model).get("cpu"))
        .containsExactly("us-east-1a", "us-east-1b");
  }

  @Test
  void node_groups_get_the_zones_that_offer_their_machines() {
    condition("instance-not-offered", "m6i.large/us-east-1a", "");
    condition("instance-not-offered", "m6i.2xlarge/us-east-1a", "");
    condition("instance-not-offered", "m6i.2xlarge/us-east-1b", "");

    assertThat(new InstanceTypeCheck(cloud.session()).zonesOfGroups(model))
        .isEqualTo(Map.of("system", List.of("us-east-1b")));
  }

  @Test
  void reports_a_database_class_that_no_zone_offers_with_alternatives() {
    condition("rds-not-offered", "db.t4g.medium/us-east-1a", "");
    assertThat(findings()).as("one zone is enough for one without a standby").isEmpty();

    condition("rds-not-offered", "db.t4g.medium/us-east-1b", "");
    Failure failure = only(PreflightFinding.Severity.BLOCKING);
    assertThat(failure.code()).isEqualTo(FailureCode.DATABASE_NOT_OFFERED);
    assertThat(failure.parameters())
        .containsEntry(FailureParameter.INSTANCE_TYPE, "db.t4g.medium")
        .containsEntry(FailureParameter.ZONES, "us-east-1a, us-east-1b");
    assertThat(failure.parameter(FailureParameter.ALTERNATIVES))
        .get(InstanceOfAssertFactories.STRING)
        .contains("db.t4g.large");
    assertThat(failure.parameter(FailureParameter.OTHER_ZONES))
        .get(InstanceOfAssertFactories.STRING)
        .contains("us-east-1c");
  }

  @Test
  void blocks_on_a_cluster_of_the_name_that_belongs_to_another_owner() {
    new NodeJoinFixture(cloud.owner(), 24);

    Failure failure = only(PreflightFinding.Severity.BLOCKING);

    assertThat(failure.code()).isEqualTo(FailureCode.NAME_TAKEN);
    assertThat(failure.about())
        .contains(new FailureSubject.Named("the cluster beta9-4f1a2b3c4d5e"));
    assertThat(failure.parameters()).doesNotContainKey(FailureParameter.OWNER);
  }

  @Test
  void names_the_role_and_the_missing_permission() {
    condition("deny", "eks:CreateCluster", "");

    Failure failure = only(PreflightFinding.Severity.BLOCKING);

    assertThat(failure.code()).isEqualTo(FailureCode.PERMISSIONS_MISSING);
    assertThat(failure.parameters())
        .isEqualTo(
            Map.of(
                FailureParameter.ROLE,
                "arn:aws:iam::123456789012:role/Beta9",
                FailureParameter.ACTIONS,
                "eks:CreateCluster"));
  }
}

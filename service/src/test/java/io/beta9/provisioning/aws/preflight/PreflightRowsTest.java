package io.beta9.provisioning.aws.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(failure.why())
        .isEqualTo(
            "the quota '%s' is %d, of which 0 are in use, and %d more are required"
                .formatted(name, limit, needed));
    assertThat(failure.next())
        .isEqualTo(
            ("'./provisioner env request-quota ENVIRONMENT' requests the increase, or 'aws"
                    + " service-quotas request-service-quota-increase --region us-east-1"
                    + " --service-code %s --quota-code %s --desired-value %d'. When AWS has raised"
                    + " it, or some of it is free, retry")
                .formatted(service, code, needed));
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
                assertThat(finding.failure().why())
                    .isEqualTo(
                        "the quota 'vCPUs of running On-Demand instances' is 13, of which 2 are in"
                            + " use, and 12 more are required"));
  }

  @Test
  void blocks_on_an_instance_type_that_no_zone_offers_and_warns_if_some_zones_do_not() {
    condition("instance-not-offered", "m6i.large/us-east-1a", "");
    Failure some = only(PreflightFinding.Severity.WARNING);
    assertThat(some.why())
        .isEqualTo("node group system: AWS does not offer m6i.large in us-east-1a");

    condition("instance-not-offered", "m6i.large/us-east-1b", "");
    Failure none = only(PreflightFinding.Severity.BLOCKING);
    assertThat(none.code()).isEqualTo(FailureCode.INSTANCE_TYPE_NOT_OFFERED);
    assertThat(none.why())
        .isEqualTo(
            "node group system: AWS does not offer m6i.large in any of us-east-1a, us-east-1b");
    assertThat(none.next()).startsWith("Add a zone that offers it (us-east-1c, us-east-1d");
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
    assertThat(failure.why())
        .isEqualTo("RDS offers db.t4g.medium in none of us-east-1a, us-east-1b");
    assertThat(failure.next()).contains("db.t4g.large", "are offered in these zones", "us-east-1c");
  }

  @Test
  void blocks_on_a_cluster_of_the_name_that_belongs_to_another_owner() {
    new NodeJoinFixture(cloud.owner(), 24);

    Failure failure = only(PreflightFinding.Severity.BLOCKING);

    assertThat(failure.code()).isEqualTo(FailureCode.NAME_TAKEN);
    assertThat(failure.why())
        .isEqualTo("the cluster beta9-4f1a2b3c4d5e exists and belongs to an unknown owner");
    assertThat(failure.next()).contains("Delete it if it is unused");
  }

  @Test
  void names_the_role_and_the_missing_permission() {
    condition("deny", "eks:CreateCluster", "");

    Failure failure = only(PreflightFinding.Severity.BLOCKING);

    assertThat(failure.code()).isEqualTo(FailureCode.PERMISSIONS_MISSING);
    assertThat(failure.why())
        .isEqualTo(
            "arn:aws:iam::123456789012:role/Beta9 is not allowed to perform eks:CreateCluster");
    assertThat(failure.next())
        .isEqualTo(
            "Apply the policies of `./provisioner onboarding aws` to the role, or allow these"
                + " actions in its own policies; then retry");
  }
}

package io.beta9.provisioning.aws.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** What is needed of each quota, what is in use by others, and when the sum is too large. */
class QuotaSumsTest {
  private static final String TAG = ResourceNaming.ENVIRONMENT_ID_TAG;

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final InfraModel model = SimulatedAccount.model();

  @AfterEach
  void close() {
    cloud.close();
  }

  private void setQuota(String code, long limit) {
    cloud.sim().faultRules().add(new FaultRule.Condition("quota", code, Long.toString(limit)));
  }

  private List<PreflightFinding> findings(long limit, long used, long needed) {
    setQuota("L-F678F1CE", limit);
    setQuota("L-1216C47A", 1000);
    return new QuotaCheck(
            cloud.session(),
            List.of(
                new RequiredQuota(
                    "vpc",
                    "L-F678F1CE",
                    "VPCs per Region",
                    ignored -> needed,
                    (usage, ignored) -> used)))
        .findings(model);
  }

  @ParameterizedTest(name = "limit {0}, {1} in use, {2} needed: sufficient {3}")
  @CsvSource({
    "10, 7, 3, true",
    "10, 7, 4, false",
    "10, 8, 3, false",
    "10, 7, 2, true",
    "10, 0, 10, true",
    "10, 0, 11, false",
    "10, 10, 0, true",
    "10, 11, 0, false"
  })
  void a_quota_suffices_up_to_exactly_its_limit(
      long limit, long used, long needed, boolean sufficient) {
    List<PreflightFinding> findings = findings(limit, used, needed);
    if (sufficient) {
      assertThat(findings).isEmpty();
    } else {
      assertThat(findings)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.BLOCKING);
                assertThat(finding.failure().kind()).isEqualTo(FailureClass.QUOTA);
              });
    }
  }

  @Test
  void a_quota_that_the_account_does_not_have_is_not_checked() {
    assertThat(
            new QuotaCheck(
                    cloud.session(),
                    List.of(
                        new RequiredQuota(
                            "vpc",
                            "L-00000000",
                            "Unknown",
                            ignored -> 1_000_000L,
                            (usage, ignored) -> 1_000_000L)))
                .findings(model))
        .isEmpty();
  }

  private static Map<String, Long> needed(InfraModel model) {
    return ResourceCatalog.AWS.quotas().stream()
        .collect(Collectors.toMap(RequiredQuota::code, quota -> quota.needed().applyAsLong(model)));
  }

  @Test
  void a_small_environment_needs_one_resource_of_each_quota() {
    assertThat(needed(model))
        .isEqualTo(
            Map.of(
                "L-F678F1CE", 1L, // VPCs
                "L-0263D0A3", 1L, // Elastic IPs
                "L-FE5A380F", 1L, // NAT gateways per zone
                "L-1194D53C", 1L, // clusters
                "L-7B6409FD", 1L, // database instances
                "L-DFE45DF3", 1L, // cache nodes
                "L-69A177A2", 1L)); // Network Load Balancers
  }

  @Test
  void a_nat_gateway_per_zone_needs_an_address_per_zone_and_each_replica_a_cache_node() {
    InfraModel large = with(true, 1, null);
    assertThat(needed(large))
        .containsEntry("L-0263D0A3", 2L)
        .containsEntry("L-FE5A380F", 1L)
        .containsEntry("L-DFE45DF3", 2L)
        .containsEntry("L-F678F1CE", 1L);
  }

  @Test
  void vcpus_are_summed_by_the_family_of_the_instance_type() {
    VcpuUsage vcpus = new VcpuUsage(cloud.session());
    assertThat(vcpus.needed(model)).isEqualTo(Map.of("L-1216C47A", 12L));
    assertThat(
            vcpus.needed(
                with(false, 0, new InfraModel.NodeGroup("g4dn.xlarge", 1, 3, 2, 200, "T4"))))
        .isEqualTo(Map.of("L-1216C47A", 12L, "L-DB2E81BA", 8L));
    assertThat(
            vcpus.needed(
                with(false, 0, new InfraModel.NodeGroup("g4dn.xlarge", 0, 3, 0, 200, "T4"))))
        .as("no GPU node is started at first")
        .isEqualTo(Map.of("L-1216C47A", 12L));
  }

  @ParameterizedTest
  @CsvSource({
    "m6i.large, L-1216C47A",
    "t3.micro, L-1216C47A",
    "g4dn.xlarge, L-DB2E81BA",
    "g6.xlarge, L-DB2E81BA",
    "vt1.3xlarge, L-DB2E81BA",
    "p4d.24xlarge, L-417A185B",
    "p5.48xlarge, L-417A185B",
    "p5en.48xlarge, L-417A185B",
    "gr6.4xlarge, L-DB2E81BA",
    "g6e.12xlarge, L-DB2E81BA",
    "g5g.xlarge, L-DB2E81BA",
    "inf2.xlarge, L-1945791B",
    "trn1n.32xlarge, L-2C3B7624",
    "dl2q.24xlarge, L-6E869C2A",
    "x2iedn.xlarge, L-7295265B",
    "f1.2xlarge, L-74FC7D96",
    "hpc7a.12xlarge, L-F7808C92",
    "u-6tb1.metal, L-43DA4232",
    "im4gn.large, L-1216C47A",
    "i4i.large, L-1216C47A",
    "z1d.large, L-1216C47A",
    "gr.large, L-1216C47A"
  })
  void the_family_of_an_instance_type_determines_its_quota(String type, String quota) {
    assertThat(VcpuUsage.quota(type)).isEqualTo(quota);
  }

  @Test
  void vpcs_addresses_and_nat_gateways_of_the_environment_itself_are_not_counted() {
    Ec2Client ec2 = cloud.owner().ec2();
    setQuota("L-0263D0A3", 20);
    QuotaUsage usage = new QuotaUsage(cloud.session());
    assertThat(usage.vpcs(model)).isZero();
    String own = vpc("10.0.0.0/16", model.environmentId());
    String foreign = vpc("10.1.0.0/16", "env_000000000000");
    String untagged = vpc("10.2.0.0/16", null);
    assertThat(usage.vpcs(model)).isEqualTo(2);

    natGateway(own, "10.0.0.0/24", "us-east-1a", model.environmentId());
    natGateway(foreign, "10.1.0.0/24", "us-east-1a", "env_000000000000");
    natGateway(foreign, "10.1.1.0/24", "us-east-1b", "env_000000000000");
    natGateway(untagged, "10.2.0.0/24", "us-east-1b", null);
    natGateway(untagged, "10.2.1.0/24", "us-east-1c", null);
    natGateway(untagged, "10.2.2.0/24", "us-east-1c", null);
    natGateway(untagged, "10.2.3.0/24", "us-east-1c", null);
    assertThat(usage.elasticIps(model)).isEqualTo(6);
    assertThat(usage.natGatewaysInFullestZone(model))
        .as("the environment has no subnet in us-east-1c")
        .isEqualTo(2);

    String deleted =
        ec2.describeNatGateways(r -> {}).natGateways().stream()
            .filter(gateway -> gateway.vpcId().equals(untagged))
            .filter(gateway -> inZone(gateway.subnetId(), "us-east-1b"))
            .findFirst()
            .orElseThrow()
            .natGatewayId();
    ec2.deleteNatGateway(r -> r.natGatewayId(deleted));
    assertThat(usage.natGatewaysInFullestZone(model)).as("deleted ones do not count").isEqualTo(1);
  }

  private boolean inZone(String subnet, String zone) {
    return cloud
        .session()
        .ec2()
        .describeSubnets(r -> r.subnetIds(subnet))
        .subnets()
        .getFirst()
        .availabilityZone()
        .equals(zone);
  }

  private String vpc(String cidr, String environment) {
    Ec2Client ec2 = cloud.owner().ec2();
    String id = ec2.createVpc(r -> r.cidrBlock(cidr)).vpc().vpcId();
    String internet = ec2.createInternetGateway(r -> {}).internetGateway().internetGatewayId();
    ec2.attachInternetGateway(r -> r.vpcId(id).internetGatewayId(internet));
    tag(id, environment);
    return id;
  }

  private void natGateway(String vpc, String cidr, String zone, String environment) {
    Ec2Client ec2 = cloud.owner().ec2();
    String subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock(cidr).availabilityZone(zone))
            .subnet()
            .subnetId();
    String address = ec2.allocateAddress(r -> {}).allocationId();
    String gateway =
        ec2.createNatGateway(r -> r.subnetId(subnet).allocationId(address))
            .natGateway()
            .natGatewayId();
    tag(address, environment);
    tag(gateway, environment);
  }

  private void tag(String resource, String environment) {
    if (environment != null) {
      cloud
          .owner()
          .ec2()
          .createTags(r -> r.resources(resource).tags(t -> t.key(TAG).value(environment)));
    }
  }

  private InfraModel with(boolean natGatewayPerZone, int replicas, InfraModel.NodeGroup gpuNodes) {
    InfraModel.Network network = model.network();
    return new InfraModel(
        model.environmentId(),
        model.environmentName(),
        model.resourcePrefix(),
        model.region(),
        model.accountId(),
        model.tags(),
        new InfraModel.Network(
            network.cidr(),
            network.availabilityZones(),
            network.publicSubnets(),
            network.privateSubnets(),
            natGatewayPerZone,
            network.flowLogs(),
            false),
        model.cluster(),
        model.systemNodes(),
        model.cpuNodes(),
        gpuNodes,
        model.postgres(),
        new InfraModel.Redis(model.redis().engineVersion(), model.redis().nodeType(), replicas),
        model.objectStore(),
        model.logRetentionDays(),
        model.stateLogBucket(),
        model.beta9(),
        null);
  }
}

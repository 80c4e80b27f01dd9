package io.beta9.provisioning.cloudsim.aws.ec2;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.ec2.compute.Instances;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

class NodeInstancesTest extends Ec2TestBase {
  private final NodeInstances.Group group =
      new NodeInstances.Group(ACCOUNT, REGION, "beta9-1", "cpu");
  private String subnet = "";
  private String securityGroup = "";
  private NodeInstances.Spec spec = new NodeInstances.Spec("", 0, List.of(), List.of(), Map.of());

  @BeforeEach
  void network() {
    String vpc = vpc();
    subnet = subnet(vpc, "10.42.0.0/20", "us-east-1a");
    securityGroup = group(vpc, "nodes");
    spec = spec("m6i.large");
  }

  private NodeInstances.Spec spec(String type) {
    String other =
        ec2
            .describeSubnets(r -> r.filters(filter("availability-zone", "us-east-1b")))
            .subnets()
            .stream()
            .map(item -> item.subnetId())
            .findFirst()
            .orElseGet(
                () ->
                    subnet(
                        ec2.describeVpcs().vpcs().getFirst().vpcId(),
                        "10.42.16.0/20",
                        "us-east-1b"));
    return new NodeInstances.Spec(
        type, 200, List.of(subnet, other), List.of(securityGroup), Map.of("team", "x"));
  }

  private List<Instance> instances() {
    return ec2
        .describeInstances(r -> r.filters(filter("tag:eks:nodegroup-name", "cpu")))
        .reservations()
        .stream()
        .flatMap(item -> item.instances().stream())
        .toList();
  }

  @Test
  void spreads_nodes_over_zones_and_keeps_their_subnets_in_use() {
    var outcome = service.nodes().scale(group, spec, 2);
    assertThat(outcome.error()).isNull();
    assertThat(instances())
        .extracting(item -> item.placement().availabilityZone())
        .containsExactlyInAnyOrder("us-east-1a", "us-east-1b");
    assertThat(ec2.describeVolumes().volumes()).hasSize(2);
    assertAwsError("DependencyViolation", () -> ec2.deleteSubnet(r -> r.subnetId(subnet)));

    cloud.setLatency(Instances.LATENCY + ":delete", Duration.ofSeconds(30));
    service.nodes().terminate(group);
    assertThat(service.nodes().hasTerminating(group)).isTrue();
    cloud.advanceClock(Duration.ofSeconds(30));
    assertThat(instances())
        .extracting(item -> item.state().name())
        .containsOnly(InstanceStateName.TERMINATED);
    assertThat(ec2.describeVolumes().volumes()).isEmpty();
    ec2.deleteSubnet(r -> r.subnetId(subnet));
    cloud.advanceClock(Duration.ofHours(1));
    assertThat(instances()).isEmpty();
  }

  @Test
  void uses_another_zone_if_one_has_no_capacity() {
    cloud.setCondition("instance-capacity", "us-east-1a", "");
    assertThat(service.nodes().scale(group, spec, 2).instances())
        .extracting(item -> item.placement().availabilityZone())
        .containsExactly("us-east-1b", "us-east-1b");

    cloud.setCondition("instance-capacity", "m6i.large/us-east-1b", "");
    var outcome = service.nodes().scale(group, spec, 3);
    assertThat(outcome.instances()).hasSize(2);
    assertThat(outcome.error()).isNotNull();
    assertThat(outcome.error().code()).isEqualTo("InsufficientInstanceCapacity");
  }

  @Test
  void enforces_the_gpu_quota_separately() {
    cloud.setCondition("quota", "L-DB2E81BA", "4");
    var outcome = service.nodes().scale(group, spec("g4dn.xlarge"), 2);
    assertThat(outcome.instances()).hasSize(1);
    assertThat(outcome.error()).isNotNull();
    assertThat(outcome.error().code()).isEqualTo("VcpuLimitExceeded");
  }

  @Test
  void reports_the_reason_of_a_failed_join_on_the_console() {
    String node = service.nodes().scale(group, spec, 1).instances().getFirst().instanceId();
    assertThat(console(node)).contains("Successfully registered node");
    cloud.setCondition("nodes-never-join", "cpu", "Unauthorized");
    assertThat(console(node)).contains("Unable to register node").contains("Unauthorized");
  }

  private String console(String node) {
    String output = ec2.getConsoleOutput(r -> r.instanceId(node)).output();
    return new String(Base64.getDecoder().decode(output), StandardCharsets.UTF_8);
  }

  @Test
  void blocks_deletion_of_the_network_by_a_leftover_interface() {
    cloud.setCondition("interface-left-behind", "cpu", "");
    service.nodes().scale(group, spec, 1);
    service.nodes().terminate(group);
    var left =
        ec2.describeNetworkInterfaces(
                r -> r.filters(filter("tag:cluster.k8s.amazonaws.com/name", "beta9-1")))
            .networkInterfaces();
    assertThat(left).hasSize(1);
    assertThat(left.getFirst().statusAsString()).isEqualTo("available");
    assertAwsError(
        "DependencyViolation", () -> ec2.deleteSecurityGroup(r -> r.groupId(securityGroup)));
    ec2.deleteNetworkInterface(r -> r.networkInterfaceId(left.getFirst().networkInterfaceId()));
    ec2.deleteSecurityGroup(r -> r.groupId(securityGroup));
  }

  @Test
  void lists_offerings_by_zone_and_applies_fault_conditions() {
    cloud.setCondition("instance-not-offered", "g6.xlarge/us-east-1b", "");
    assertThat(
            ec2.describeInstanceTypeOfferings(
                    r ->
                        r.locationType("availability-zone")
                            .filters(filter("instance-type", "g6.xlarge")))
                .instanceTypeOfferings())
        .extracting(item -> item.location())
        .containsExactlyInAnyOrder("us-east-1a", "us-east-1c", "us-east-1d", "us-east-1f");
    var type =
        ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("g5.12xlarge"))
            .instanceTypes()
            .getFirst();
    assertThat(type.vCpuInfo().defaultVCpus()).isEqualTo(48);
    assertThat(type.memoryInfo().sizeInMiB()).isEqualTo(192 * 1024L);
    assertThat(type.gpuInfo().gpus().getFirst().count()).isEqualTo(4);
    assertAwsError(
        "InvalidInstanceType",
        () -> ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("m9z.large")));
  }
}

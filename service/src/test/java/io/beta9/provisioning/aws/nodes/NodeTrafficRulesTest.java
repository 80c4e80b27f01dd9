package io.beta9.provisioning.aws.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.text.BlockedTraffic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

class NodeTrafficRulesTest {
  private static final String CONTROL_PLANE = "sg-control";
  private static final String NODES = "sg-nodes";

  private static IpPermission rule(String protocol, int from, int to, String peer) {
    return IpPermission.builder()
        .ipProtocol(protocol)
        .fromPort(from)
        .toPort(to)
        .userIdGroupPairs(pair -> pair.groupId(peer))
        .build();
  }

  /** Returns the rules that allow exactly the required traffic, except what is blocked. */
  private static List<BlockedTraffic> blockedWithout(BlockedTraffic missing) {
    SecurityGroup nodes =
        SecurityGroup.builder()
            .groupId(NODES)
            .ipPermissionsEgress(
                unless(
                    missing == BlockedTraffic.NODES_EGRESS, rule("tcp", 443, 443, CONTROL_PLANE)))
            .ipPermissions(
                unless(
                    missing == BlockedTraffic.NODES_INGRESS,
                    rule("tcp", 10250, 10250, CONTROL_PLANE)))
            .build();
    SecurityGroup controlPlane =
        SecurityGroup.builder()
            .groupId(CONTROL_PLANE)
            .ipPermissions(
                unless(
                    missing == BlockedTraffic.CONTROL_PLANE_INGRESS, rule("tcp", 443, 443, NODES)))
            .ipPermissionsEgress(
                unless(
                    missing == BlockedTraffic.CONTROL_PLANE_EGRESS,
                    rule("tcp", 10250, 10250, NODES)))
            .build();
    return new NodeTrafficRules(CONTROL_PLANE, List.of(NODES), List.of(nodes, controlPlane))
        .blocked();
  }

  private static List<IpPermission> unless(boolean missing, IpPermission rule) {
    return missing ? List.of() : List.of(rule);
  }

  @ParameterizedTest
  @EnumSource
  void names_the_one_direction_that_is_blocked(BlockedTraffic missing) {
    assertThat(blockedWithout(missing)).containsExactly(missing);
  }

  @Test
  void names_everything_if_there_are_no_rules() {
    assertThat(new NodeTrafficRules(CONTROL_PLANE, List.of(NODES), List.of()).blocked())
        .containsExactlyInAnyOrder(BlockedTraffic.values());
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, 443, 443, sg-control, true",
    "6, 443, 443, sg-control, true",
    "-1, 0, 0, sg-control, true",
    "udp, 443, 443, sg-control, false",
    "tcp, 442, 444, sg-control, true",
    "tcp, 444, 445, sg-control, false",
    "tcp, 441, 442, sg-control, false",
    "tcp, 443, 443, sg-other, false"
  })
  void a_rule_allows_traffic_of_its_protocol_ports_and_peers(
      String protocol, int from, int to, String peer, boolean allowed) {
    SecurityGroup nodes =
        SecurityGroup.builder()
            .groupId(NODES)
            .ipPermissionsEgress(rule(protocol, from, to, peer))
            .build();

    assertThat(
            new NodeTrafficRules(CONTROL_PLANE, List.of(NODES), List.of(nodes))
                .blocked()
                .contains(BlockedTraffic.NODES_EGRESS))
        .isEqualTo(!allowed);
  }

  @Test
  void a_rule_for_an_address_range_counts_as_allowing_it() {
    SecurityGroup nodes =
        SecurityGroup.builder()
            .groupId(NODES)
            .ipPermissionsEgress(
                IpPermission.builder()
                    .ipProtocol("-1")
                    .ipRanges(IpRange.builder().cidrIp("10.0.0.0/8").build())
                    .build())
            .build();

    assertThat(new NodeTrafficRules(CONTROL_PLANE, List.of(NODES), List.of(nodes)).blocked())
        .doesNotContain(BlockedTraffic.NODES_EGRESS);
  }
}

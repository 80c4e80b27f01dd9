package io.beta9.provisioning.cloudsim.aws.ec2;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;

class SubnetTest extends Ec2TestBase {

  @Test
  void counts_the_free_addresses_of_a_subnet() {
    String vpc = vpc();
    String subnet = subnet(vpc, "10.42.1.0/24", "us-east-1b");
    var created = ec2.describeSubnets(r -> r.subnetIds(subnet)).subnets().getFirst();
    assertThat(created.availableIpAddressCount()).isEqualTo(251);
    assertThat(created.availabilityZoneId()).isEqualTo("use1-az2");
    assertThat(created.mapPublicIpOnLaunch()).isFalse();
  }

  @Test
  void requires_disjoint_cidr_blocks_within_the_vpc() {
    String vpc = vpc();
    subnet(vpc, "10.42.0.0/20", "us-east-1a");
    assertAwsError("InvalidSubnet.Conflict", () -> subnet(vpc, "10.42.8.0/24", "us-east-1a"));
    assertAwsError("InvalidSubnet.Range", () -> subnet(vpc, "10.43.0.0/24", "us-east-1a"));
    assertAwsError("InvalidParameterValue", () -> subnet(vpc, "nonsense", "us-east-1a"));
    assertAwsError("InvalidParameterValue", () -> subnet(vpc, "10.42.64.0/20", "us-east-1z"));
    assertAwsError("InvalidVpcID.NotFound", () -> subnet("vpc-0", "10.42.0.0/20", "us-east-1a"));
  }

  @Test
  void keeps_subnets_and_groups_used_by_interfaces_of_other_services() {
    String vpc = vpc();
    String subnet = subnet(vpc, "10.42.0.0/20", "us-east-1a");
    String group = group(vpc, "database");
    service
        .networkInterfaces()
        .attach(
            ACCOUNT, REGION, List.of(subnet), List.of(group), "RDSNetworkInterface", "arn:of:db");

    assertAwsError("DependencyViolation", () -> ec2.deleteSubnet(r -> r.subnetId(subnet)));
    assertAwsError("DependencyViolation", () -> ec2.deleteSecurityGroup(r -> r.groupId(group)));
    assertThat(
            ec2.describeNetworkInterfaces(
                    r ->
                        r.filters(
                            filter("group-id", group),
                            filter("description", "RDSNetworkInterface")))
                .networkInterfaces())
        .hasSize(1);

    service.networkInterfaces().release("arn:of:db");
    ec2.deleteSubnet(r -> r.subnetId(subnet));
    ec2.deleteSecurityGroup(r -> r.groupId(group));
  }

  @Test
  void keeps_a_subnet_used_by_an_interface_of_the_customer() {
    String subnet = subnet(vpc(), "10.42.0.0/20", "us-east-1a");
    NetworkInterface created =
        ec2.createNetworkInterface(r -> r.subnetId(subnet).description("bastion"))
            .networkInterface();
    assertThat(created.status()).isEqualTo(NetworkInterfaceStatus.AVAILABLE);
    assertThat(created.requesterManaged()).isFalse();
    assertThat(created.groups()).extracting(GroupIdentifier::groupName).containsExactly("default");

    assertAwsError("DependencyViolation", () -> ec2.deleteSubnet(r -> r.subnetId(subnet)));
    ec2.deleteNetworkInterface(r -> r.networkInterfaceId(created.networkInterfaceId()));
    ec2.deleteSubnet(r -> r.subnetId(subnet));
    assertAwsError(
        "InvalidSubnetID.NotFound", () -> ec2.createNetworkInterface(r -> r.subnetId(subnet)));
  }

  @Test
  void derives_zone_ids_from_zone_names() {
    assertThat(ec2.describeAvailabilityZones().availabilityZones())
        .extracting(zone -> zone.zoneName() + " " + zone.zoneId())
        .startsWith("us-east-1a use1-az1")
        .hasSize(6);
    String account = CredentialStore.OPEN_ACCOUNT;
    assertThat(Zones.idOf(account, "ap-southeast-2b")).isEqualTo("apse2-az2");
    assertThat(Zones.idOf(account, "eu-central-1c")).isEqualTo("euc1-az3");
  }

  @Test
  void names_the_same_zones_differently_in_different_accounts() {
    List<String> here = ids(CredentialStore.OPEN_ACCOUNT);
    List<String> there = ids("123456789013");

    assertThat(there).isNotEqualTo(here).containsExactlyInAnyOrderElementsOf(here);
    assertThat(there).as("for every name").allMatch(id -> here.indexOf(id) != there.indexOf(id));
  }

  private static List<String> ids(String account) {
    return Zones.of("us-east-1").stream().map(zone -> Zones.idOf(account, zone)).toList();
  }
}

package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/** A cloud with EC2, and helpers that create what most tests need. */
abstract class Ec2TestBase {
  static final String REGION = "us-east-1";

  final InProcessCloud cloud = new InProcessCloud();
  final Ec2Service service = new Ec2Service(cloud, cloud.clock());
  final Ec2Client ec2 = cloud.register(service).client(Ec2Client.class, REGION);

  String vpc() {
    return ec2.createVpc(vpc -> vpc.cidrBlock("10.42.0.0/16")).vpc().vpcId();
  }

  String subnet(String vpc, String cidr, String zone) {
    return ec2.createSubnet(s -> s.vpcId(vpc).cidrBlock(cidr).availabilityZone(zone))
        .subnet()
        .subnetId();
  }

  String group(String vpc, String name) {
    return ec2.createSecurityGroup(g -> g.vpcId(vpc).groupName(name).description("for a test"))
        .groupId();
  }

  String gateway(String vpc) {
    String id = ec2.createInternetGateway(g -> {}).internetGateway().internetGatewayId();
    ec2.attachInternetGateway(g -> g.internetGatewayId(id).vpcId(vpc));
    return id;
  }

  String address() {
    return ec2.allocateAddress(a -> a.domain("vpc")).allocationId();
  }

  static Filter filter(String name, String... values) {
    return Filter.builder().name(name).values(List.of(values)).build();
  }
}

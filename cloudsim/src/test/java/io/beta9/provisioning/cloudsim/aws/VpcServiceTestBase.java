package io.beta9.provisioning.cloudsim.aws;

import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.iam.IamService;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;

/** A cloud with a VPC in two zones, for tests of services that run in one. */
public abstract class VpcServiceTestBase {
  protected static final String REGION = "us-east-1";

  protected final InProcessCloud cloud = new InProcessCloud();
  protected final Ec2Service network = new Ec2Service(cloud, cloud.clock());
  protected final IamService identities = new IamService(cloud);
  protected final Ec2Client ec2 = cloud.register(network).client(Ec2Client.class, REGION);
  protected final IamClient iam = cloud.register(identities).client(IamClient.class, REGION);
  protected final String vpc = ec2.createVpc(it -> it.cidrBlock("10.42.0.0/16")).vpc().vpcId();
  protected final List<String> subnets =
      List.of(subnet("10.42.0.0/24", "us-east-1a"), subnet("10.42.1.0/24", "us-east-1b"));
  protected final String group =
      ec2.createSecurityGroup(it -> it.vpcId(vpc).groupName("own").description("for a test"))
          .groupId();

  private String subnet(String cidr, String zone) {
    return ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(cidr).availabilityZone(zone))
        .subnet()
        .subnetId();
  }

  /** Creates a role that this service may assume, and returns its ARN. */
  protected String role(String name, String service) {
    return iam.createRole(
            it ->
                it.roleName(name)
                    .assumeRolePolicyDocument(
                        """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                         "Action":"sts:AssumeRole","Principal":{"Service":"%s"}}]}\
                        """
                            .formatted(service)))
        .role()
        .arn();
  }

  protected int interfaces() {
    return ec2.describeNetworkInterfaces(it -> {}).networkInterfaces().size();
  }
}

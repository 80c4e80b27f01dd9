package io.beta9.provisioning.devstack.onboarding;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.resources.inventory.Leftover;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What others than the service do in the account: its administrators, Kubernetes, and Beta9. */
final class AccountOwner {
  private static final StaticCredentialsProvider ADMINISTRATOR =
      StaticCredentialsProvider.create(
          AwsBasicCredentials.create("AKIAVERIFYVERIFYVER1", "not-a-secret"));

  private final CloudSim sim;

  AccountOwner(CloudSim sim) {
    this.sim = sim;
  }

  private <C, B extends AwsClientBuilder<B, C>> C client(B builder) {
    return builder
        .endpointOverride(sim.uri())
        .region(Region.of(DemoCloud.REGION))
        .credentialsProvider(ADMINISTRATOR)
        .build();
  }

  /** Creates resources that belong to others and have no tag of the service. */
  void useServicesForOthers() {
    try (KmsClient kms = client(KmsClient.builder());
        IamClient iam = client(IamClient.builder());
        Ec2Client ec2 = client(Ec2Client.builder())) {
      kms.createKey(r -> r.description("another application"));
      iam.createOpenIDConnectProvider(
          r ->
              r.url("https://token.actions.githubusercontent.com")
                  .clientIDList("sts.amazonaws.com"));
      ec2.createVpc(r -> r.cidrBlock("10.200.0.0/16"));
    }
  }

  /** Writes an object into Beta9's bucket, as its users do. */
  void writeObject(InfraModel model) {
    try (S3Client s3 = client(S3Client.builder().forcePathStyle(true))) {
      s3.putObject(
          r -> r.bucket(model.objectStore().bucketName()).key("images/one"),
          RequestBody.fromString("layer"));
    }
  }

  /** Creates what a deleted cluster may leave behind. */
  List<Leftover> leaveBehind(InfraModel model) {
    List<Leftover> left = new ArrayList<>();
    try (Ec2Client ec2 = client(Ec2Client.builder());
        ElasticLoadBalancingV2Client balancers = client(ElasticLoadBalancingV2Client.builder());
        CloudWatchLogsClient logs = client(CloudWatchLogsClient.builder())) {
      Subnet subnet = subnet(ec2, model);
      left.add(leftover("ec2:volume", volume(ec2, model)));
      left.add(leftover("ec2:network-interface", networkInterface(ec2, model, subnet)));
      left.add(leftover("ec2:security-group", securityGroup(ec2, model, subnet)));
      left.add(leftover("elasticloadbalancing:loadbalancer", balancer(balancers, model, subnet)));
      left.add(leftover("elasticloadbalancing:targetgroup", targets(balancers, model, subnet)));
      String group = "/aws/eks/" + model.resourcePrefix() + "/left";
      logs.createLogGroup(r -> r.logGroupName(group));
      left.add(leftover("logs:log-group", group));
    }
    return left;
  }

  private static Leftover leftover(String type, String id) {
    return new Leftover(type, id, "", true, "");
  }

  private static Subnet subnet(Ec2Client ec2, InfraModel model) {
    return ec2.describeSubnets(
            r ->
                r.filters(
                    Filter.builder()
                        .name("tag:beta9:environment-id")
                        .values(model.environmentId())
                        .build()))
        .subnets()
        .getFirst();
  }

  private static TagSpecification tags(ResourceType type, Map<String, String> tags) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(
            tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }

  private static String volume(Ec2Client ec2, InfraModel model) {
    return ec2.createVolume(
            r ->
                r.availabilityZone(model.network().availabilityZones().getFirst())
                    .size(10)
                    .tagSpecifications(tags(ResourceType.VOLUME, model.tags())))
        .volumeId();
  }

  private static String networkInterface(Ec2Client ec2, InfraModel model, Subnet subnet) {
    return ec2.createNetworkInterface(
            r ->
                r.subnetId(subnet.subnetId())
                    .tagSpecifications(
                        tags(
                            ResourceType.NETWORK_INTERFACE,
                            Map.of("cluster.k8s.amazonaws.com/name", model.resourcePrefix()))))
        .networkInterface()
        .networkInterfaceId();
  }

  private static String securityGroup(Ec2Client ec2, InfraModel model, Subnet subnet) {
    String group =
        ec2.createSecurityGroup(
                r ->
                    r.groupName("k8s-elb-left")
                        .description("left")
                        .vpcId(subnet.vpcId())
                        .tagSpecifications(tags(ResourceType.SECURITY_GROUP, model.tags())))
            .groupId();
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(group)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(443)
                        .toPort(443)
                        .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                        .build()));
    return group;
  }

  private static String balancer(
      ElasticLoadBalancingV2Client balancers, InfraModel model, Subnet subnet) {
    return balancers
        .createLoadBalancer(
            r ->
                r.name("left-behind")
                    .type(LoadBalancerTypeEnum.NETWORK)
                    .subnets(subnet.subnetId())
                    .tags(balancerTags(model)))
        .loadBalancers()
        .getFirst()
        .loadBalancerArn();
  }

  private static String targets(
      ElasticLoadBalancingV2Client balancers, InfraModel model, Subnet subnet) {
    return balancers
        .createTargetGroup(
            r ->
                r.name("left-behind")
                    .protocol(ProtocolEnum.TCP)
                    .port(443)
                    .vpcId(subnet.vpcId())
                    .tags(balancerTags(model)))
        .targetGroups()
        .getFirst()
        .targetGroupArn();
  }

  private static List<software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag>
      balancerTags(InfraModel model) {
    return model.tags().entrySet().stream()
        .map(
            tag ->
                software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag.builder()
                    .key(tag.getKey())
                    .value(tag.getValue())
                    .build())
        .toList();
  }
}

package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.Cloud;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResources;
import java.time.InstantSource;
import java.util.stream.Stream;

/** EC2 with its VPCs, as far as a cluster and its network need it. */
public final class Ec2Service implements AwsService, TaggedResources {
  private final Cloud cloud;
  private final InstantSource clock;

  /**
   * @param clock the time of whatever other services do here; requests bring their own
   */
  public Ec2Service(Cloud cloud, InstantSource clock) {
    this.cloud = cloud;
    this.clock = clock;
  }

  @Override
  public String signingName() {
    return "ec2";
  }

  @Override
  public void register(Operations all) {
    Ec2Operations operations = new Ec2Operations(all);
    Vpcs.register(operations);
    NetworkAcls.register(operations);
    Subnets.register(operations);
    InternetGateways.register(operations);
    RouteTables.register(operations);
    SecurityGroups.register(operations);
    Addresses.register(operations);
    NatGateways.register(operations);
    Interfaces.register(operations);
    VpcEndpoints.register(operations);
    LaunchTemplates.register(operations);
    Tags.register(operations);
    Zones.register(operations);
    InstanceTypes.register(operations);
    Instances.register(operations);
    Volumes.register(operations);
  }

  /** Interfaces that other services hold in subnets. */
  public NetworkInterfaces networkInterfaces() {
    return new NetworkInterfaces(cloud, clock);
  }

  /** Subnets, security groups and launch templates, for other services. */
  public Networks networks() {
    return new Networks(cloud, clock);
  }

  /** The instances of EKS node groups. */
  public Nodes nodes() {
    return new Nodes(cloud, clock);
  }

  /** The network in which an EKS cluster lives. */
  public ClusterNetwork clusterNetwork(String account, String region, String cluster) {
    return new ClusterNetwork(Scope.of(cloud, account, region, clock.instant()), cluster);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    Scope scope = Scope.of(cloud, account, region, clock.instant());
    return scope.state().taggedIds().stream()
        .map(
            id ->
                new TaggedResource(
                    scope.arn(ResourceKinds.typeOf(id) + "/" + id), scope.state().tagsOf(id)));
  }
}

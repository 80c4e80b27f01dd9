package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.NetworkDirectory;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.InstanceTypes;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.Instances;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.LaunchTemplates;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.Volumes;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceTypes;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import io.beta9.provisioning.cloudsim.aws.ec2.network.ElasticIps;
import io.beta9.provisioning.cloudsim.aws.ec2.network.FlowLogs;
import io.beta9.provisioning.cloudsim.aws.ec2.network.InternetGateways;
import io.beta9.provisioning.cloudsim.aws.ec2.network.NatGateways;
import io.beta9.provisioning.cloudsim.aws.ec2.network.NetworkAcls;
import io.beta9.provisioning.cloudsim.aws.ec2.network.NetworkInterfaces;
import io.beta9.provisioning.cloudsim.aws.ec2.network.RouteTables;
import io.beta9.provisioning.cloudsim.aws.ec2.network.SecurityGroups;
import io.beta9.provisioning.cloudsim.aws.ec2.network.Subnets;
import io.beta9.provisioning.cloudsim.aws.ec2.network.VpcEndpoints;
import io.beta9.provisioning.cloudsim.aws.ec2.network.Vpcs;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** EC2 including VPCs, to the extent required by a cluster and its network. */
public final class Ec2Service implements AwsService, TaggedResourceProvider, NetworkDirectory {
  private final NetworkDirectory references = new ReferencedResources();
  private final Cloud cloud;
  private final InstantSource clock;

  /**
   * @param clock the time of actions by other services; requests carry their own time
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
    Ec2Operations operations = new Ec2Operations(all, Ec2Scopes::open);
    Vpcs.register(operations);
    NetworkAcls.register(operations);
    Subnets.register(operations);
    InternetGateways.register(operations);
    RouteTables.register(operations);
    SecurityGroups.register(operations);
    ElasticIps.register(operations);
    NatGateways.register(operations);
    NetworkInterfaces.register(operations);
    VpcEndpoints.register(operations);
    FlowLogs.register(operations);
    LaunchTemplates.register(operations);
    Ec2Tags.register(operations);
    Zones.register(operations);
    InstanceTypes.register(operations);
    Instances.register(operations);
    Volumes.register(operations);
  }

  /** Returns the interfaces that other services own in subnets. */
  public RequesterManagedInterfaces networkInterfaces() {
    return new RequesterManagedInterfaces(cloud, clock);
  }

  /** Returns the access of other services to subnets, security groups and launch templates. */
  public NetworkAccess networks() {
    return new NetworkAccess(cloud, clock);
  }

  /** Returns the instances of EKS node groups. */
  public NodeInstances nodes() {
    return new NodeInstances(cloud, clock);
  }

  /** Returns the network of an EKS cluster. */
  public ClusterNetwork clusterNetwork(String account, String region, String cluster) {
    return new ClusterNetwork(Ec2Scopes.open(cloud, account, region, clock.instant()), cluster);
  }

  @Override
  public boolean exists(String id, Call call) {
    return references.exists(id, call);
  }

  @Override
  public List<String> associated(String associationId, Call call) {
    return references.associated(associationId, call);
  }

  @Override
  public Optional<LaunchTemplateContent> launchTemplate(
      @Nullable String id, @Nullable String name, @Nullable String version, Call call) {
    return references.launchTemplate(id, name, version, call);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    Ec2Scope scope = Ec2Scopes.open(cloud, account, region, clock.instant());
    return scope.state().taggedIds().stream()
        .map(
            id ->
                new TaggedResource(
                    scope.arn(ResourceTypes.typeOf(id) + "/" + id), scope.state().tagsOf(id)));
  }
}

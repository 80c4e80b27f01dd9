package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.InstanceCatalog;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.InstanceCleanup;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.InstanceTypes;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.Instances;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.NodeTags;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.Volumes;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.ec2.network.NetworkInterfaces;
import io.beta9.provisioning.cloudsim.aws.ec2.network.Subnets;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * The instances of EKS node groups, launched and terminated as by their Auto Scaling groups.
 * Callers hold the cloud's lock.
 */
public final class NodeInstances {

  private final Cloud cloud;
  private final InstantSource clock;

  NodeInstances(Cloud cloud, InstantSource clock) {
    this.cloud = cloud;
    this.clock = clock;
  }

  /** Identifies a node group. */
  public record Group(String account, String region, String cluster, String name) {}

  /**
   * The properties of a node group's instances.
   *
   * @param tags the tags of instances, volumes and interfaces, besides those set by EKS
   */
  public record Spec(
      String instanceType,
      int diskGb,
      List<String> subnetIds,
      List<String> securityGroupIds,
      Map<String, String> tags) {}

  /**
   * The result of scaling a node group.
   *
   * @param instances all active instances
   * @param error the reason for missing instances, or null if none is missing
   */
  public record Outcome(List<Instance> instances, @Nullable AwsErrorException error) {}

  /**
   * Launches or terminates instances until the group has the desired number. If a zone has no
   * capacity, another one is used; if all zones fail, the error is part of the outcome.
   */
  public Outcome scale(Group group, Spec spec, int desired) {
    Ec2Scope scope = scope(group);
    List<Instance> living = new ArrayList<>(active(scope, group));
    while (living.size() > desired) {
      Instances.startTermination(scope, living.removeLast());
    }
    AwsErrorException refusal = null;
    while (living.size() < desired && refusal == null) {
      try {
        living.add(launch(scope, group, spec, living));
      } catch (AwsErrorException refused) {
        refusal = refused;
      }
    }
    return new Outcome(active(scope(group), group), refusal);
  }

  /** Terminates every instance of the group. */
  public void terminate(Group group) {
    Ec2Scope scope = scope(group);
    active(scope, group).forEach(instance -> Instances.startTermination(scope, instance));
    Instances.advance(scope);
  }

  /** Returns the group's pending and running instances. */
  public List<Instance> active(Group group) {
    return active(scope(group), group);
  }

  /** Returns whether instances of the group are shutting down. */
  public boolean hasTerminating(Group group) {
    Ec2Scope scope = scope(group);
    return of(scope, group).anyMatch(item -> item.state().nameAsString().equals("shutting-down"));
  }

  private Ec2Scope scope(Group group) {
    Instant now = clock.instant();
    return Ec2Scopes.open(cloud, group.account(), group.region(), now);
  }

  private static List<Instance> active(Ec2Scope scope, Group group) {
    return of(scope, group).filter(Instances::isActive).toList();
  }

  private static Stream<Instance> of(Ec2Scope scope, Group group) {
    return scope.state().instances.values().stream()
        .filter(item -> group.cluster().equals(Instances.tags(scope, item).get(NodeTags.CLUSTER)))
        .filter(item -> group.name().equals(Instances.tags(scope, item).get(NodeTags.NODE_GROUP)));
  }

  private static Instance launch(Ec2Scope scope, Group group, Spec spec, List<Instance> siblings) {
    InstanceCatalog.Type type =
        InstanceCatalog.find(spec.instanceType())
            .orElseThrow(
                () ->
                    Ec2Errors.invalidValue(
                        "Invalid value '" + spec.instanceType() + "' for InstanceType."));
    int inUse =
        scope.state().instances.values().stream()
            .filter(Instances::isActive)
            .flatMap(item -> InstanceCatalog.find(item.instanceTypeAsString()).stream())
            .filter(other -> other.quota() == type.quota())
            .mapToInt(InstanceCatalog.Type::vcpus)
            .sum();
    InstanceTypes.checkQuota(type, inUse, scope);
    AwsErrorException refusal =
        Ec2Errors.badRequest("InvalidSubnetID.NotFound", "No subnets were given");
    for (Subnet subnet : leastUsedFirst(scope, spec, siblings)) {
      Optional<AwsErrorException> refused = placementError(type, subnet.availabilityZone(), scope);
      if (refused.isEmpty()) {
        return create(scope, group, spec, type, subnet);
      }
      refusal = refused.get();
    }
    throw refusal;
  }

  private static List<Subnet> leastUsedFirst(Ec2Scope scope, Spec spec, List<Instance> siblings) {
    Map<String, Integer> counts = new HashMap<>();
    siblings.forEach(item -> counts.merge(String.valueOf(item.subnetId()), 1, Integer::sum));
    return spec.subnetIds().stream()
        .map(id -> Subnets.require(scope, id))
        .sorted(Comparator.comparingInt(item -> counts.getOrDefault(item.subnetId(), 0)))
        .toList();
  }

  private static Optional<AwsErrorException> placementError(
      InstanceCatalog.Type type, String zone, Ec2Scope scope) {
    if (!InstanceTypes.isOffered(type, zone, scope)) {
      return Optional.of(
          Ec2Errors.badRequest(
              "Unsupported",
              "Your requested instance type ("
                  + type.name()
                  + ") is not supported in your requested Availability Zone ("
                  + zone
                  + ")."));
    }
    return Stream.of(type.name() + "/" + zone, zone, type.name())
        .filter(
            subject -> scope.cloud().conditions().find("instance-capacity", subject).isPresent())
        .findFirst()
        .map(
            _ ->
                new AwsErrorException(
                    500,
                    "InsufficientInstanceCapacity",
                    "We currently do not have sufficient "
                        + type.name()
                        + " capacity in the Availability Zone you requested ("
                        + zone
                        + "). Our system will be working on provisioning additional capacity."));
  }

  private static Instance create(
      Ec2Scope scope, Group group, Spec spec, InstanceCatalog.Type type, Subnet subnet) {
    String id = ResourceIds.next("i");
    NetworkInterface networkInterface =
        NetworkInterfaces.add(
            scope,
            subnet,
            spec.securityGroupIds(),
            created ->
                created
                    .description("")
                    .attachment(
                        attachment ->
                            attachment
                                .attachmentId(ResourceIds.next("eni-attach"))
                                .instanceId(id)
                                .instanceOwnerId(scope.account())
                                .deviceIndex(0)
                                .deleteOnTermination(true)
                                .attachTime(scope.now())
                                .status("attached")),
            id);
    Volume disk = Volumes.addRootVolume(scope, id, subnet.availabilityZone(), spec.diskGb());
    Instance instance =
        Instance.builder()
            .instanceId(id)
            .instanceType(type.name())
            .architecture(type.architecture())
            .imageId("ami-0" + Integer.toHexString(scope.region().hashCode()) + "00000000")
            .state(Instances.PENDING)
            .launchTime(scope.now())
            .placement(at -> at.availabilityZone(subnet.availabilityZone()).tenancy("default"))
            .subnetId(subnet.subnetId())
            .vpcId(subnet.vpcId())
            .privateIpAddress(networkInterface.privateIpAddress())
            .privateDnsName(networkInterface.privateDnsName())
            .publicDnsName("")
            .securityGroups(networkInterface.groups())
            .networkInterfaces(Instances.attachmentView(networkInterface))
            .rootDeviceName("/dev/xvda")
            .rootDeviceType("ebs")
            .blockDeviceMappings(
                InstanceBlockDeviceMapping.builder()
                    .deviceName("/dev/xvda")
                    .ebs(
                        ebs ->
                            ebs.volumeId(disk.volumeId())
                                .deleteOnTermination(true)
                                .status("attached")
                                .attachTime(scope.now()))
                    .build())
            .monitoring(monitoring -> monitoring.state("disabled"))
            .sourceDestCheck(true)
            .ebsOptimized(true)
            .virtualizationType("hvm")
            .hypervisor("xen")
            .build();
    scope.state().instances.put(id, instance);
    tag(scope, group, spec, instance);
    return instance;
  }

  /**
   * Tags the instance, its volume and its interface: the launch template's tags on all three, EKS's
   * tags on the first two, and the tags used by the cluster's controllers where these look for
   * them.
   */
  private static void tag(Ec2Scope scope, Group group, Spec spec, Instance instance) {
    String disk = instance.blockDeviceMappings().getFirst().ebs().volumeId();
    String networkInterface = instance.networkInterfaces().getFirst().networkInterfaceId();
    Map<String, String> own =
        Map.of(NodeTags.CLUSTER, group.cluster(), NodeTags.NODE_GROUP, group.name());
    for (String id : List.of(instance.instanceId(), disk)) {
      scope.state().tag(id, spec.tags());
      scope.state().tag(id, own);
    }
    scope
        .state()
        .tag(
            instance.instanceId(),
            Map.of(
                "kubernetes.io/cluster/" + group.cluster(),
                "owned",
                "k8s.io/cluster-autoscaler/enabled",
                "true",
                "k8s.io/cluster-autoscaler/" + group.cluster(),
                "owned"));
    scope.state().tag(networkInterface, spec.tags());
    scope.state().tag(networkInterface, InstanceCleanup.interfaceTags(instance, group.cluster()));
  }
}

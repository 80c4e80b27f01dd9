package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/**
 * The network, and what the cluster's controllers made in it: volumes, network interfaces, security
 * groups, which Terraform knows nothing of.
 */
final class NetworkInventory implements EnvironmentInventory.ResourceInventory {
  private static final Set<NatGatewayState> GONE_GATEWAY =
      Set.of(NatGatewayState.DELETED, NatGatewayState.DELETING);
  private static final Set<InstanceStateName> GONE_INSTANCE =
      Set.of(InstanceStateName.TERMINATED, InstanceStateName.SHUTTING_DOWN);

  private final AwsSession session;

  NetworkInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> at(ResourceScope footprint) {
    List<Leftover> found = new ArrayList<>();
    for (Filter tag : marks(footprint)) {
      volumes(tag, found);
      interfaces(tag, found);
      securityGroups(tag, footprint, found);
      instances(tag, found);
      gateways(tag, found);
    }
    others(footprint, found);
    return found;
  }

  /** Each of them says that a thing belongs to this environment or its cluster. */
  private static List<Filter> marks(ResourceScope footprint) {
    return List.of(
        filter("tag:beta9:environment-id", footprint.id().value()),
        filter("tag:" + footprint.clusterTag(), "owned"),
        filter("tag:aws:eks:cluster-name", footprint.prefix()),
        filter("tag:cluster.k8s.amazonaws.com/name", footprint.prefix()),
        filter("tag:elbv2.k8s.aws/cluster", footprint.prefix()));
  }

  private void volumes(Filter tag, List<Leftover> found) {
    session
        .ec2()
        .describeVolumesPaginator(r -> r.filters(tag))
        .volumes()
        .forEach(
            volume ->
                found.add(
                    leftover(
                        "volume",
                        volume.volumeId(),
                        volume.state() == VolumeState.AVAILABLE,
                        volume.stateAsString())));
  }

  private void interfaces(Filter tag, List<Leftover> found) {
    session
        .ec2()
        .describeNetworkInterfacesPaginator(r -> r.filters(tag))
        .networkInterfaces()
        .forEach(
            eni ->
                found.add(
                    leftover(
                        "network-interface",
                        eni.networkInterfaceId(),
                        eni.status() == NetworkInterfaceStatus.AVAILABLE,
                        eni.statusAsString())));
  }

  private void securityGroups(Filter tag, ResourceScope footprint, List<Leftover> found) {
    for (SecurityGroup group :
        session.ec2().describeSecurityGroupsPaginator(r -> r.filters(tag)).securityGroups()) {
      boolean byTerraform =
          group.tags().stream().anyMatch(t -> t.key().equals("beta9:environment-id"));
      boolean byCluster =
          group.tags().stream()
              .anyMatch(
                  t ->
                      t.key().equals(footprint.clusterTag()) && t.value().equals("owned")
                          || t.key().equals("elbv2.k8s.aws/cluster"));
      found.add(
          leftover(
              "security-group", group.groupId(), byCluster && !byTerraform, group.groupName()));
    }
  }

  private void instances(Filter tag, List<Leftover> found) {
    session.ec2().describeInstancesPaginator(r -> r.filters(tag)).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(instance -> !GONE_INSTANCE.contains(instance.state().name()))
        .forEach(
            instance ->
                found.add(
                    leftover(
                        "instance",
                        instance.instanceId(),
                        false,
                        instance.state().nameAsString())));
  }

  private void gateways(Filter tag, List<Leftover> found) {
    session.ec2().describeNatGatewaysPaginator(r -> r.filter(tag)).natGateways().stream()
        .filter(gateway -> !GONE_GATEWAY.contains(gateway.state()))
        .forEach(
            gateway ->
                found.add(
                    leftover(
                        "natgateway", gateway.natGatewayId(), false, gateway.stateAsString())));
  }

  /** Everything else that can be tagged in EC2, by one question about the tags themselves. */
  private void others(ResourceScope footprint, List<Leftover> found) {
    Set<String> asked =
        Set.of("volume", "network-interface", "security-group", "instance", "natgateway");
    Set<TagDescription> tags = new LinkedHashSet<>();
    session
        .ec2()
        .describeTagsPaginator(
            r ->
                r.filters(
                    filter("key", "beta9:environment-id"), filter("value", footprint.id().value())))
        .tags()
        .forEach(tags::add);
    for (TagDescription tag : tags) {
      String type = tag.resourceTypeAsString();
      if (!asked.contains(type) && stillThere(type, tag.resourceId())) {
        found.add(leftover(type, tag.resourceId(), false, ""));
      }
    }
  }

  /** A tag outlives what it was on for a while, so the thing itself is asked for. */
  private boolean stillThere(String type, String id) {
    var ec2 = session.ec2();
    try {
      return switch (type) {
        case "vpc" -> !ec2.describeVpcs(r -> r.vpcIds(id)).vpcs().isEmpty();
        case "subnet" -> !ec2.describeSubnets(r -> r.subnetIds(id)).subnets().isEmpty();
        case "internet-gateway" ->
            !ec2.describeInternetGateways(r -> r.internetGatewayIds(id))
                .internetGateways()
                .isEmpty();
        case "route-table" ->
            !ec2.describeRouteTables(r -> r.routeTableIds(id)).routeTables().isEmpty();
        case "elastic-ip" -> !ec2.describeAddresses(r -> r.allocationIds(id)).addresses().isEmpty();
        case "launch-template" ->
            !ec2.describeLaunchTemplates(r -> r.launchTemplateIds(id)).launchTemplates().isEmpty();
        case "vpc-endpoint" ->
            !ec2.describeVpcEndpoints(r -> r.vpcEndpointIds(id)).vpcEndpoints().isEmpty();
        // Rules are gone with their group, and groups have been asked for.
        case "security-group-rule" -> false;
        default -> true;
      };
    } catch (Ec2Exception e) {
      if (AwsFailures.code(e).contains("NotFound")) {
        return false;
      }
      throw e;
    }
  }

  private Leftover leftover(String type, String id, boolean removable, String detail) {
    String arn =
        "arn:aws:ec2:" + session.region() + ":" + session.accountId() + ":" + type + "/" + id;
    return new Leftover("ec2:" + type, id, arn, removable, detail);
  }

  private static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }
}

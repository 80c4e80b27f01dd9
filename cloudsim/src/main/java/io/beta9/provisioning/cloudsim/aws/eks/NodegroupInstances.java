package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.ec2.NodeInstances;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes.NodeGroupNodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecification;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/** The instances of node groups, and their registration as Kubernetes nodes. */
final class NodegroupInstances {
  private final NodeInstances instances;
  private final NodegroupValidator templates;

  NodegroupInstances(NodeInstances instances, NodegroupValidator templates) {
    this.instances = instances;
    this.templates = templates;
  }

  /**
   * Launches or terminates instances to reach the group's desired size; returns EC2's error if that
   * fails.
   */
  Optional<AwsErrorException> scale(ClusterEntry cluster, Nodegroup group, Call call) {
    return Optional.ofNullable(
        instances
            .scale(
                id(cluster, group, call),
                spec(cluster, group, call),
                group.scalingConfig().desiredSize())
            .error());
  }

  /** Registers the active instances as nodes of the cluster, with the group's labels. */
  void join(ClusterEntry cluster, Nodegroup group, Call call) {
    Map<String, String> labels = new TreeMap<>(group.labels());
    labels.put("eks.amazonaws.com/nodegroup", group.nodegroupName());
    labels.put("eks.amazonaws.com/capacityType", group.capacityTypeAsString());
    call.cloud()
        .clusterControlPlanes()
        .setNodes(
            call.account(),
            call.region(),
            cluster.name(),
            new NodeGroupNodes(
                group.nodegroupName(),
                activeInstanceIds(cluster, group, call).size(),
                instanceType(group, call),
                group.version(),
                labels));
  }

  void terminate(ClusterEntry cluster, Nodegroup group, Call call) {
    instances.terminate(id(cluster, group, call));
    call.cloud()
        .clusterControlPlanes()
        .setNodes(
            call.account(),
            call.region(),
            cluster.name(),
            new NodeGroupNodes(
                group.nodegroupName(), 0, instanceType(group, call), group.version(), Map.of()));
  }

  List<String> activeInstanceIds(ClusterEntry cluster, Nodegroup group, Call call) {
    return instances.active(id(cluster, group, call)).stream().map(Instance::instanceId).toList();
  }

  boolean hasTerminating(ClusterEntry cluster, Nodegroup group, Call call) {
    return instances.hasTerminating(id(cluster, group, call));
  }

  private static NodeInstances.Group id(ClusterEntry cluster, Nodegroup group, Call call) {
    return new NodeInstances.Group(
        call.account(), call.region(), cluster.name(), group.nodegroupName());
  }

  private NodeInstances.Spec spec(ClusterEntry cluster, Nodegroup group, Call call) {
    Optional<ResponseLaunchTemplateData> template = template(group, call);
    List<String> groups =
        template
            .map(ResponseLaunchTemplateData::securityGroupIds)
            .filter(ids -> !ids.isEmpty())
            .orElse(List.of(cluster.cluster.resourcesVpcConfig().clusterSecurityGroupId()));
    Map<String, String> tags = new TreeMap<>();
    template.map(ResponseLaunchTemplateData::tagSpecifications).orElse(List.of()).stream()
        .filter(it -> it.resourceType() == ResourceType.INSTANCE)
        .map(LaunchTemplateTagSpecification::tags)
        .flatMap(List::stream)
        .forEach(tag -> tags.put(tag.key(), tag.value()));
    int disk =
        template
            .flatMap(data -> data.blockDeviceMappings().stream().findFirst())
            .map(mapping -> mapping.ebs().volumeSize())
            .orElse(group.diskSize() == null ? 20 : group.diskSize());
    return new NodeInstances.Spec(instanceType(group, call), disk, group.subnets(), groups, tags);
  }

  private String instanceType(Nodegroup group, Call call) {
    return group.instanceTypes().isEmpty()
        ? template(group, call)
            .map(ResponseLaunchTemplateData::instanceTypeAsString)
            .orElse("t3.medium")
        : group.instanceTypes().getFirst();
  }

  private Optional<ResponseLaunchTemplateData> template(Nodegroup group, Call call) {
    return Optional.ofNullable(group.launchTemplate())
        .map(template -> templates.launchTemplateData(template, call));
  }
}

package io.beta9.provisioning.cloud.aws;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.cloud.NodeGroupGenerations.ExistingGroup;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.eks.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;

/** Reads the node groups of an environment's cluster from EKS. */
record ExistingNodeGroups(AwsSession session) {
  private static final Set<String> ABSENT = Set.of("ResourceNotFoundException");
  private static final String GPU_TYPE_LABEL = "beta9.io/gpu-type";
  private static final int DEFAULT_DISK_GB = 20;

  /** Returns the environment's node groups; none if there is no cluster. */
  List<ExistingGroup> list(InfraModel model) {
    String cluster = model.resourcePrefix();
    ResourceScope scope = ResourceScope.of(model);
    List<ExistingGroup> groups = new ArrayList<>();
    for (String name : names(cluster)) {
      OptionalResource.emptyIfNotFound(
              ABSENT,
              () ->
                  session
                      .eks()
                      .describeNodegroup(r -> r.clusterName(cluster).nodegroupName(name))
                      .nodegroup())
          .filter(group -> scope.owns(group.tags()))
          .ifPresent(group -> groups.add(existing(group)));
    }
    return groups;
  }

  private List<String> names(String cluster) {
    return OptionalResource.emptyIfNotFound(
            ABSENT,
            () ->
                session
                    .eks()
                    .listNodegroupsPaginator(r -> r.clusterName(cluster))
                    .nodegroups()
                    .stream()
                    .toList())
        .orElse(List.of());
  }

  private ExistingGroup existing(Nodegroup group) {
    return new ExistingGroup(
        group.nodegroupName(),
        group.instanceTypes().isEmpty() ? "" : group.instanceTypes().getFirst(),
        group.hasLabels() ? group.labels().get(GPU_TYPE_LABEL) : null,
        group.scalingConfig() == null ? 0 : group.scalingConfig().desiredSize(),
        diskGb(group.launchTemplate()),
        group.status() == NodegroupStatus.DELETING);
  }

  private int diskGb(LaunchTemplateSpecification template) {
    if (template == null || template.id() == null) {
      return DEFAULT_DISK_GB;
    }
    return session
        .ec2()
        .describeLaunchTemplateVersions(
            r -> r.launchTemplateId(template.id()).versions(template.version()))
        .launchTemplateVersions()
        .stream()
        .flatMap(version -> version.launchTemplateData().blockDeviceMappings().stream())
        .filter(mapping -> mapping.ebs() != null && mapping.ebs().volumeSize() != null)
        .map(mapping -> mapping.ebs().volumeSize())
        .findFirst()
        .orElse(DEFAULT_DISK_GB);
  }
}

package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.NodegroupEntry;
import java.util.List;
import software.amazon.awssdk.services.eks.model.AMITypes;
import software.amazon.awssdk.services.eks.model.CapacityTypes;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupResponse;
import software.amazon.awssdk.services.eks.model.DeleteNodegroupRequest;
import software.amazon.awssdk.services.eks.model.DeleteNodegroupResponse;
import software.amazon.awssdk.services.eks.model.DescribeNodegroupRequest;
import software.amazon.awssdk.services.eks.model.DescribeNodegroupResponse;
import software.amazon.awssdk.services.eks.model.ListNodegroupsRequest;
import software.amazon.awssdk.services.eks.model.ListNodegroupsResponse;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.NodegroupUpdateConfig;

/** Creation, description and deletion of managed node groups. */
final class Nodegroups {
  private final ClusterLifecycle progress;
  private final NodegroupValidator checks;
  private final NodegroupInstances fleet;

  Nodegroups(ClusterLifecycle progress, NodegroupValidator checks, NodegroupInstances fleet) {
    this.progress = progress;
    this.checks = checks;
    this.fleet = fleet;
  }

  void register(Operations operations) {
    operations.on(CreateNodegroupRequest.class, this::create);
    operations.on(DescribeNodegroupRequest.class, this::describe);
    operations.on(ListNodegroupsRequest.class, this::list);
    operations.on(DeleteNodegroupRequest.class, this::delete);
  }

  private CreateNodegroupResponse create(CreateNodegroupRequest request, Call call) {
    EksState state = progress.currentState(call);
    ClusterEntry cluster = state.activeCluster(request.clusterName());
    checks.validate(request, cluster, call);
    Nodegroup group = newNodegroup(request, cluster, call);
    // an EC2 error is ignored here: scaling is repeated when the creation ends
    fleet.scale(cluster, group, call);
    cluster.nodegroups.put(
        group.nodegroupName(),
        new NodegroupEntry(group, call.now().plus(call.cloud().latency("eks:nodegroup"))));
    state.tags.add(group.nodegroupArn(), request.tags());
    AccessEntries.grantNodeAccess(cluster, group.nodeRole(), call);
    return CreateNodegroupResponse.builder().nodegroup(withTags(state, group)).build();
  }

  private static Nodegroup newNodegroup(
      CreateNodegroupRequest request, ClusterEntry cluster, Call call) {
    String version = request.version() == null ? cluster.cluster.version() : request.version();
    boolean ownTypes = request.instanceTypes().isEmpty() && request.launchTemplate() == null;
    Nodegroup.Builder group =
        Nodegroup.builder()
            .nodegroupName(request.nodegroupName())
            .clusterName(request.clusterName())
            .nodegroupArn(
                call.arn(
                    "eks",
                    "nodegroup/"
                        + request.clusterName()
                        + "/"
                        + request.nodegroupName()
                        + "/"
                        + RandomIds.uuid()))
            .version(version)
            .releaseVersion(
                request.releaseVersion() == null
                    ? KubernetesVersions.amiRelease(version)
                    : request.releaseVersion())
            .createdAt(call.now())
            .modifiedAt(call.now())
            .status(NodegroupStatus.CREATING)
            .capacityType(
                request.capacityType() == null ? CapacityTypes.ON_DEMAND : request.capacityType())
            .scalingConfig(
                request.scalingConfig() == null
                    ? NodegroupScalingConfig.builder().minSize(1).desiredSize(2).maxSize(2).build()
                    : request.scalingConfig())
            .instanceTypes(ownTypes ? List.of("t3.medium") : request.instanceTypes())
            .subnets(request.subnets())
            .amiType(
                request.amiType() == null ? AMITypes.AL2023_X86_64_STANDARD : request.amiType())
            .nodeRole(request.nodeRole())
            .labels(request.labels())
            .taints(request.taints())
            .remoteAccess(request.remoteAccess())
            .nodeRepairConfig(request.nodeRepairConfig())
            .updateConfig(
                request.updateConfig() == null
                    ? NodegroupUpdateConfig.builder().maxUnavailable(1).build()
                    : request.updateConfig())
            .resources(
                resources ->
                    resources.autoScalingGroups(
                        asg -> asg.name("eks-" + request.nodegroupName() + "-" + RandomIds.uuid())))
            .health(health -> health.issues(List.of()));
    if (request.launchTemplate() == null) {
      group.diskSize(request.diskSize() == null ? 20 : request.diskSize());
    } else {
      group.launchTemplate(request.launchTemplate());
    }
    return group.build();
  }

  private DescribeNodegroupResponse describe(DescribeNodegroupRequest request, Call call) {
    EksState state = progress.currentState(call);
    Nodegroup group =
        state.cluster(request.clusterName()).nodegroup(request.nodegroupName()).nodegroup;
    return DescribeNodegroupResponse.builder().nodegroup(withTags(state, group)).build();
  }

  private ListNodegroupsResponse list(ListNodegroupsRequest request, Call call) {
    Page<String> page =
        Page.of(
            progress.currentState(call).cluster(request.clusterName()).nodegroups.keySet(),
            request.nextToken(),
            request.maxResults(),
            100);
    return ListNodegroupsResponse.builder().nodegroups(page.items()).nextToken(page.next()).build();
  }

  private DeleteNodegroupResponse delete(DeleteNodegroupRequest request, Call call) {
    EksState state = progress.currentState(call);
    ClusterEntry cluster = state.cluster(request.clusterName());
    NodegroupEntry entry = cluster.nodegroup(request.nodegroupName());
    if (entry.nodegroup.status() == NodegroupStatus.UPDATING) {
      throw EksErrors.inUse(
          "Nodegroup cannot be deleted as it is currently not in the Active state");
    }
    if (entry.nodegroup.status() != NodegroupStatus.DELETING) {
      entry.nodegroup = entry.nodegroup.toBuilder().status(NodegroupStatus.DELETING).build();
      entry.transitionEndsAt = call.now().plus(call.cloud().latency("eks:nodegroup:delete"));
      fleet.terminate(cluster, entry.nodegroup, call);
    }
    return DeleteNodegroupResponse.builder().nodegroup(withTags(state, entry.nodegroup)).build();
  }

  private static Nodegroup withTags(EksState state, Nodegroup group) {
    return group.toBuilder().tags(state.tags.of(group.nodegroupArn())).build();
  }
}

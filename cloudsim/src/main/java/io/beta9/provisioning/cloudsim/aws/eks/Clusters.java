package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.ClusterPlanes;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import java.util.List;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterResponse;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.DeleteClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.ListClustersRequest;
import software.amazon.awssdk.services.eks.model.ListClustersResponse;
import software.amazon.awssdk.services.eks.model.ListFargateProfilesRequest;
import software.amazon.awssdk.services.eks.model.ListFargateProfilesResponse;

/** Clusters, from their making to their end. */
final class Clusters {
  private final Progress progress;
  private final ClusterChecks checks;
  private final ClusterNetworking networking;
  private final AccessEntries access;

  Clusters(
      Progress progress, ClusterChecks checks, ClusterNetworking networking, AccessEntries access) {
    this.progress = progress;
    this.checks = checks;
    this.networking = networking;
    this.access = access;
  }

  void register(Operations on) {
    on.on(CreateClusterRequest.class, this::create);
    on.on(DescribeClusterRequest.class, this::describe);
    on.on(ListClustersRequest.class, this::list);
    on.on(DeleteClusterRequest.class, this::delete);
    on.on(DescribeClusterVersionsRequest.class, KubernetesVersions::describe);
    on.on(
        ListFargateProfilesRequest.class,
        (request, call) -> {
          progress.state(call).cluster(request.clusterName());
          return ListFargateProfilesResponse.builder().fargateProfileNames(List.of()).build();
        });
  }

  private CreateClusterResponse create(CreateClusterRequest request, Call call) {
    EksState state = progress.state(call);
    String vpc = checks.vpcOf(request, state, call);
    String group = networking.securityGroup(request.name(), vpc, call);
    Cluster cluster = ClusterShape.of(request, vpc, group, call);
    networking.attach(cluster, call);
    ClusterEntry entry =
        new ClusterEntry(
            cluster,
            AccessEntries.roleOf(call.principalArn()),
            !Boolean.FALSE.equals(request.bootstrapSelfManagedAddons()),
            call.now().plus(call.cloud().latency("eks:cluster")));
    state.clusters.put(cluster.name(), entry);
    state.tags.add(cluster.arn(), request.tags());
    boolean creatorIsAdmin =
        request.accessConfig() == null
            || !Boolean.FALSE.equals(
                request.accessConfig().bootstrapClusterCreatorAdminPermissions());
    if (creatorIsAdmin
        && cluster.accessConfig().authenticationMode() != AuthenticationMode.CONFIG_MAP) {
      access.admitCreator(entry, call);
    }
    return CreateClusterResponse.builder().cluster(tagged(state, cluster)).build();
  }

  private DescribeClusterResponse describe(DescribeClusterRequest request, Call call) {
    EksState state = progress.state(call);
    Cluster cluster = tagged(state, state.cluster(request.name()).cluster);
    return DescribeClusterResponse.builder().cluster(reachable(cluster, call)).build();
  }

  /** With the address of its control plane, which a cluster has once it has been made. */
  private static Cluster reachable(Cluster cluster, Call call) {
    if (cluster.status() == ClusterStatus.CREATING || cluster.status() == ClusterStatus.FAILED) {
      return cluster;
    }
    ClusterPlanes.Endpoint endpoint =
        call.cloud()
            .clusterPlanes()
            .start(call.account(), call.region(), cluster.name(), cluster.version());
    return cluster.toBuilder()
        .endpoint(endpoint.url())
        .certificateAuthority(ca -> ca.data(endpoint.certificateAuthorityBase64()))
        .build();
  }

  private ListClustersResponse list(ListClustersRequest request, Call call) {
    Page<String> page =
        Page.of(
            progress.state(call).clusters.keySet(), request.nextToken(), request.maxResults(), 100);
    return ListClustersResponse.builder().clusters(page.items()).nextToken(page.next()).build();
  }

  private DeleteClusterResponse delete(DeleteClusterRequest request, Call call) {
    EksState state = progress.state(call);
    ClusterEntry entry = state.cluster(request.name());
    switch (entry.cluster.status()) {
      case CREATING, UPDATING, PENDING ->
          throw EksFaults.inUse(
              "Cluster has status "
                  + entry.cluster.statusAsString()
                  + ". It cannot be deleted while it is being created or updated");
      default -> {}
    }
    if (!entry.nodegroups.isEmpty()) {
      throw EksFaults.inUse("Cluster has nodegroups attached");
    }
    if (Boolean.TRUE.equals(entry.cluster.deletionProtection())) {
      throw EksFaults.invalidRequest(
          "Cluster deletion is not allowed because deletion protection is enabled");
    }
    if (entry.cluster.status() != ClusterStatus.DELETING) {
      entry.cluster = entry.cluster.toBuilder().status(ClusterStatus.DELETING).build();
      entry.settlesAt = call.now().plus(call.cloud().latency("eks:cluster:delete"));
    }
    return DeleteClusterResponse.builder().cluster(tagged(state, entry.cluster)).build();
  }

  static Cluster tagged(EksState state, Cluster cluster) {
    return cluster.toBuilder().tags(state.tags.of(cluster.arn())).build();
  }
}

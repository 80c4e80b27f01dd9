package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
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

/** Creation, description and deletion of clusters. */
final class Clusters {
  private final ClusterLifecycle progress;
  private final ClusterValidator checks;
  private final ClusterNetworking networking;
  private final AccessEntries access;

  Clusters(
      ClusterLifecycle progress,
      ClusterValidator checks,
      ClusterNetworking networking,
      AccessEntries access) {
    this.progress = progress;
    this.checks = checks;
    this.networking = networking;
    this.access = access;
  }

  void register(Operations operations) {
    operations.on(CreateClusterRequest.class, this::create);
    operations.on(DescribeClusterRequest.class, this::describe);
    operations.on(ListClustersRequest.class, this::list);
    operations.on(DeleteClusterRequest.class, this::delete);
    operations.on(DescribeClusterVersionsRequest.class, KubernetesVersions::describe);
    operations.on(
        ListFargateProfilesRequest.class,
        (request, call) -> {
          progress.currentState(call).cluster(request.clusterName());
          return ListFargateProfilesResponse.builder().fargateProfileNames(List.of()).build();
        });
  }

  private CreateClusterResponse create(CreateClusterRequest request, Call call) {
    EksState state = progress.currentState(call);
    String vpc = checks.validate(request, state, call);
    String group = networking.createSecurityGroup(request.name(), vpc, call);
    Cluster cluster = ClusterFactory.of(request, vpc, group, call);
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
      access.grantCreatorAccess(entry, call);
    }
    return CreateClusterResponse.builder().cluster(withTags(state, cluster)).build();
  }

  private DescribeClusterResponse describe(DescribeClusterRequest request, Call call) {
    EksState state = progress.currentState(call);
    Cluster cluster = withTags(state, state.cluster(request.name()).cluster);
    return DescribeClusterResponse.builder().cluster(withEndpoint(cluster, call)).build();
  }

  /**
   * Returns a cluster with the endpoint of its control plane, which exists once it has been
   * created.
   */
  private static Cluster withEndpoint(Cluster cluster, Call call) {
    if (cluster.status() == ClusterStatus.CREATING || cluster.status() == ClusterStatus.FAILED) {
      return cluster;
    }
    ClusterControlPlanes.Endpoint endpoint =
        call.cloud()
            .clusterControlPlanes()
            .start(call.account(), call.region(), cluster.name(), cluster.version());
    return cluster.toBuilder()
        .endpoint(endpoint.url())
        .certificateAuthority(ca -> ca.data(endpoint.certificateAuthorityBase64()))
        .build();
  }

  private ListClustersResponse list(ListClustersRequest request, Call call) {
    Page<String> page =
        Page.of(
            progress.currentState(call).clusters.keySet(),
            request.nextToken(),
            request.maxResults(),
            100);
    return ListClustersResponse.builder().clusters(page.items()).nextToken(page.next()).build();
  }

  private DeleteClusterResponse delete(DeleteClusterRequest request, Call call) {
    EksState state = progress.currentState(call);
    ClusterEntry entry = state.cluster(request.name());
    switch (entry.cluster.status()) {
      case CREATING, UPDATING, PENDING ->
          throw EksErrors.inUse(
              "Cluster has status "
                  + entry.cluster.statusAsString()
                  + ". It cannot be deleted while it is being created or updated");
      default -> {}
    }
    if (!entry.nodegroups.isEmpty()) {
      throw EksErrors.inUse("Cluster has nodegroups attached");
    }
    if (Boolean.TRUE.equals(entry.cluster.deletionProtection())) {
      throw EksErrors.invalidRequest(
          "Cluster deletion is not allowed because deletion protection is enabled");
    }
    if (entry.cluster.status() != ClusterStatus.DELETING) {
      entry.cluster = entry.cluster.toBuilder().status(ClusterStatus.DELETING).build();
      entry.transitionEndsAt = call.now().plus(call.cloud().latency("eks:cluster:delete"));
    }
    return DeleteClusterResponse.builder().cluster(withTags(state, entry.cluster)).build();
  }

  static Cluster withTags(EksState state, Cluster cluster) {
    return cluster.toBuilder().tags(state.tags.of(cluster.arn())).build();
  }
}

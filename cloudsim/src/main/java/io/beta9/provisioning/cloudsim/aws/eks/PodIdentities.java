package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import software.amazon.awssdk.services.eks.model.CreatePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.CreatePodIdentityAssociationResponse;
import software.amazon.awssdk.services.eks.model.DeletePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.DeletePodIdentityAssociationResponse;
import software.amazon.awssdk.services.eks.model.DescribePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.DescribePodIdentityAssociationResponse;
import software.amazon.awssdk.services.eks.model.ListPodIdentityAssociationsRequest;
import software.amazon.awssdk.services.eks.model.ListPodIdentityAssociationsResponse;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociation;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociationSummary;
import software.amazon.awssdk.services.eks.model.UpdatePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.UpdatePodIdentityAssociationResponse;

/** Pod identity associations of service accounts with roles. */
final class PodIdentities {
  private final ClusterLifecycle progress;

  PodIdentities(ClusterLifecycle progress) {
    this.progress = progress;
  }

  void register(Operations operations) {
    operations.on(CreatePodIdentityAssociationRequest.class, this::create);
    operations.on(DescribePodIdentityAssociationRequest.class, this::describe);
    operations.on(ListPodIdentityAssociationsRequest.class, this::list);
    operations.on(UpdatePodIdentityAssociationRequest.class, this::update);
    operations.on(DeletePodIdentityAssociationRequest.class, this::delete);
  }

  private CreatePodIdentityAssociationResponse create(
      CreatePodIdentityAssociationRequest request, Call call) {
    EksState state = progress.currentState(call);
    ClusterEntry cluster = state.activeCluster(request.clusterName());
    boolean taken =
        cluster.podIdentities.values().stream()
            .anyMatch(
                it ->
                    it.namespace().equals(request.namespace())
                        && it.serviceAccount().equals(request.serviceAccount()));
    if (taken) {
      throw EksErrors.inUse(
          "Association already exists: namespace "
              + request.namespace()
              + ", service account "
              + request.serviceAccount());
    }
    String id = "a-" + RandomIds.lower(17);
    PodIdentityAssociation created =
        PodIdentityAssociation.builder()
            .clusterName(request.clusterName())
            .namespace(request.namespace())
            .serviceAccount(request.serviceAccount())
            .roleArn(request.roleArn())
            .targetRoleArn(request.targetRoleArn())
            .disableSessionTags(Boolean.TRUE.equals(request.disableSessionTags()))
            .associationId(id)
            .associationArn(
                call.arn("eks", "podidentityassociation/" + request.clusterName() + "/" + id))
            .createdAt(call.now())
            .modifiedAt(call.now())
            .build();
    cluster.podIdentities.put(id, created);
    state.tags.add(created.associationArn(), request.tags());
    return CreatePodIdentityAssociationResponse.builder()
        .association(withTags(state, created))
        .build();
  }

  private DescribePodIdentityAssociationResponse describe(
      DescribePodIdentityAssociationRequest request, Call call) {
    EksState state = progress.currentState(call);
    return DescribePodIdentityAssociationResponse.builder()
        .association(
            withTags(state, find(state.cluster(request.clusterName()), request.associationId())))
        .build();
  }

  private ListPodIdentityAssociationsResponse list(
      ListPodIdentityAssociationsRequest request, Call call) {
    return ListPodIdentityAssociationsResponse.builder()
        .associations(
            progress
                .currentState(call)
                .cluster(request.clusterName())
                .podIdentities
                .values()
                .stream()
                .filter(
                    it -> request.namespace() == null || it.namespace().equals(request.namespace()))
                .filter(
                    it ->
                        request.serviceAccount() == null
                            || it.serviceAccount().equals(request.serviceAccount()))
                .map(
                    it ->
                        PodIdentityAssociationSummary.builder()
                            .clusterName(it.clusterName())
                            .namespace(it.namespace())
                            .serviceAccount(it.serviceAccount())
                            .associationArn(it.associationArn())
                            .associationId(it.associationId())
                            .build())
                .toList())
        .build();
  }

  private UpdatePodIdentityAssociationResponse update(
      UpdatePodIdentityAssociationRequest request, Call call) {
    EksState state = progress.currentState(call);
    ClusterEntry cluster = state.cluster(request.clusterName());
    PodIdentityAssociation.Builder changed =
        find(cluster, request.associationId()).toBuilder().modifiedAt(call.now());
    if (request.roleArn() != null) {
      changed.roleArn(request.roleArn());
    }
    PodIdentityAssociation created = changed.build();
    cluster.podIdentities.put(created.associationId(), created);
    return UpdatePodIdentityAssociationResponse.builder()
        .association(withTags(state, created))
        .build();
  }

  private DeletePodIdentityAssociationResponse delete(
      DeletePodIdentityAssociationRequest request, Call call) {
    EksState state = progress.currentState(call);
    ClusterEntry cluster = state.cluster(request.clusterName());
    PodIdentityAssociation deleted = find(cluster, request.associationId());
    cluster.podIdentities.remove(deleted.associationId());
    state.tags.removeAll(deleted.associationArn());
    return DeletePodIdentityAssociationResponse.builder().association(deleted).build();
  }

  private static PodIdentityAssociation find(ClusterEntry cluster, String id) {
    PodIdentityAssociation association = cluster.podIdentities.get(id);
    if (association == null) {
      throw EksErrors.notFound(
          "The specified association " + id + " does not exist for cluster " + cluster.name());
    }
    return association;
  }

  private static PodIdentityAssociation withTags(
      EksState state, PodIdentityAssociation association) {
    return association.toBuilder().tags(state.tags.of(association.associationArn())).build();
  }
}

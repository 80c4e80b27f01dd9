package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import software.amazon.awssdk.services.eks.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eks.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.eks.model.TagResourceRequest;
import software.amazon.awssdk.services.eks.model.TagResourceResponse;
import software.amazon.awssdk.services.eks.model.UntagResourceRequest;
import software.amazon.awssdk.services.eks.model.UntagResourceResponse;

/** Tags of EKS resources. */
final class EksTags {
  private final ClusterLifecycle progress;

  EksTags(ClusterLifecycle progress) {
    this.progress = progress;
  }

  void register(Operations operations) {
    operations.on(
        TagResourceRequest.class,
        (request, call) -> {
          requireExists(request.resourceArn(), call)
              .tags
              .add(request.resourceArn(), request.tags());
          return TagResourceResponse.builder().build();
        });
    operations.on(
        UntagResourceRequest.class,
        (request, call) -> {
          requireExists(request.resourceArn(), call)
              .tags
              .remove(request.resourceArn(), request.tagKeys());
          return UntagResourceResponse.builder().build();
        });
    operations.on(
        ListTagsForResourceRequest.class,
        (request, call) ->
            ListTagsForResourceResponse.builder()
                .tags(requireExists(request.resourceArn(), call).tags.of(request.resourceArn()))
                .build());
  }

  private EksState requireExists(String arn, Call call) {
    EksState state = progress.currentState(call);
    boolean known = state.clusters.values().stream().anyMatch(cluster -> hasResource(cluster, arn));
    if (!known) {
      throw EksErrors.notFound("Resource not found: " + arn);
    }
    return state;
  }

  private static boolean hasResource(ClusterEntry cluster, String arn) {
    return cluster.cluster.arn().equals(arn)
        || cluster.nodegroups.values().stream()
            .anyMatch(it -> it.nodegroup.nodegroupArn().equals(arn))
        || cluster.addons.values().stream().anyMatch(it -> it.addon.addonArn().equals(arn))
        || cluster.accessEntries.values().stream()
            .anyMatch(it -> it.entry.accessEntryArn().equals(arn))
        || cluster.podIdentities.values().stream().anyMatch(it -> it.associationArn().equals(arn));
  }
}

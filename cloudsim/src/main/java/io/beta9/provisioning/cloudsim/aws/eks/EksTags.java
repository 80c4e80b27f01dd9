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

/** Tags of whatever EKS knows by an ARN. */
final class EksTags {
  private final Progress progress;

  EksTags(Progress progress) {
    this.progress = progress;
  }

  void register(Operations on) {
    on.on(
        TagResourceRequest.class,
        (request, call) -> {
          existing(request.resourceArn(), call).tags.add(request.resourceArn(), request.tags());
          return TagResourceResponse.builder().build();
        });
    on.on(
        UntagResourceRequest.class,
        (request, call) -> {
          existing(request.resourceArn(), call)
              .tags
              .remove(request.resourceArn(), request.tagKeys());
          return UntagResourceResponse.builder().build();
        });
    on.on(
        ListTagsForResourceRequest.class,
        (request, call) ->
            ListTagsForResourceResponse.builder()
                .tags(existing(request.resourceArn(), call).tags.of(request.resourceArn()))
                .build());
  }

  private EksState existing(String arn, Call call) {
    EksState state = progress.state(call);
    boolean known = state.clusters.values().stream().anyMatch(cluster -> has(cluster, arn));
    if (!known) {
      throw EksFaults.notFound("Resource not found: " + arn);
    }
    return state;
  }

  private static boolean has(ClusterEntry cluster, String arn) {
    return cluster.cluster.arn().equals(arn)
        || cluster.nodegroups.values().stream()
            .anyMatch(it -> it.nodegroup.nodegroupArn().equals(arn))
        || cluster.addons.values().stream().anyMatch(it -> it.addon.addonArn().equals(arn))
        || cluster.accessEntries.values().stream()
            .anyMatch(it -> it.entry.accessEntryArn().equals(arn))
        || cluster.podIdentities.values().stream().anyMatch(it -> it.associationArn().equals(arn));
  }
}

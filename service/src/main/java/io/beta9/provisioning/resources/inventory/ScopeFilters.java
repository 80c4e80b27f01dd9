package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Filter;

/** EC2 filters that select the resources of an environment. */
final class ScopeFilters {
  private ScopeFilters() {}

  /** Returns filters each of which selects resources of the environment or its cluster by a tag. */
  static List<Filter> byTag(ResourceScope scope) {
    return List.of(
        filter("tag:" + ResourceNaming.ENVIRONMENT_ID_TAG, scope.id().value()),
        filter("tag:" + scope.clusterTag(), "owned"),
        filter("tag:aws:eks:cluster-name", scope.prefix()),
        filter("tag:cluster.k8s.amazonaws.com/name", scope.prefix()),
        filter("tag:elbv2.k8s.aws/cluster", scope.prefix()));
  }

  static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }
}

package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What identifies the resources of an environment in its account.
 *
 * @param id the value of the environment's tag
 * @param prefix the name, or the beginning of the name, of every named resource except the bucket
 * @param bucket the name of the bucket
 */
public record ResourceScope(EnvironmentId id, String prefix, String bucket) {
  public static ResourceScope of(InfraModel model) {
    return new ResourceScope(
        new EnvironmentId(model.environmentId()),
        model.resourcePrefix(),
        model.objectStore().bucketName());
  }

  /** Returns the scope of an environment for resources that are not named after its bucket. */
  public static ResourceScope withoutBucket(EnvironmentId id) {
    return new ResourceScope(id, id.resourcePrefix(), "");
  }

  /** Returns whether tags say that a resource belongs to the environment or to its cluster. */
  public boolean owns(Map<String, String> tags) {
    return id.value().equals(tags.get(ResourceNaming.ENVIRONMENT_ID_TAG))
        || "owned".equals(tags.get(clusterTag()))
        || Stream.of(
                "aws:eks:cluster-name",
                "eks:cluster-name",
                "cluster.k8s.amazonaws.com/name",
                "elbv2.k8s.aws/cluster")
            .anyMatch(key -> prefix.equals(tags.get(key)));
  }

  /** Returns the tag key that the cluster's controllers and nodes set on what they create. */
  String clusterTag() {
    return "kubernetes.io/cluster/" + prefix;
  }
}

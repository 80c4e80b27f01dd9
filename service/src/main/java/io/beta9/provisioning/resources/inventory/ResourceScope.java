package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.model.InfraModel;

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

  /** Returns the tag key that the cluster's controllers and nodes set on what they create. */
  String clusterTag() {
    return "kubernetes.io/cluster/" + prefix;
  }
}

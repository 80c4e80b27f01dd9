package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.model.InfraModel;

/** By what an environment's things are known in the account. */
public record ResourceScope(EnvironmentId id, String prefix, String bucket) {
  public static ResourceScope of(InfraModel model) {
    return new ResourceScope(
        new EnvironmentId(model.environmentId()),
        model.resourcePrefix(),
        model.objectStore().bucketName());
  }

  /** What the cluster's controllers and its nodes mark their own things with. */
  String clusterTag() {
    return "kubernetes.io/cluster/" + prefix;
  }
}

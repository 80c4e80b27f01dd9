package io.beta9.provisioning.aws;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.InfraModel;

/** By what an environment's things are known in the account. */
public record Footprint(EnvironmentId id, String prefix, String bucket) {
  public static Footprint of(InfraModel model) {
    return new Footprint(
        new EnvironmentId(model.environmentId()),
        model.resourcePrefix(),
        model.objectStore().bucketName());
  }

  /** What the cluster's controllers and its nodes mark their own things with. */
  String clusterTag() {
    return "kubernetes.io/cluster/" + prefix;
  }
}

package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.function.Function;

/** ARNs of an environment's resources, which permissions are checked for. */
final class Arns {
  private Arns() {}

  /** Returns ARNs of a regional service: {@code arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE}. */
  static Function<InfraModel, String> regional(
      String service, Function<InfraModel, String> resource) {
    return model ->
        "arn:aws:"
            + service
            + ":"
            + model.region()
            + ":"
            + model.accountId()
            + ":"
            + resource.apply(model);
  }

  /** Returns ARNs of IAM, which has no region. */
  static Function<InfraModel, String> iam(Function<InfraModel, String> resource) {
    return model -> "arn:aws:iam::" + model.accountId() + ":" + resource.apply(model);
  }
}

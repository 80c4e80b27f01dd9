package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.AwsFault;

/** EKS's errors, in its own words. */
final class EksFaults {
  private EksFaults() {}

  static AwsFault notFound(String message) {
    return new AwsFault(404, "ResourceNotFoundException", message);
  }

  static AwsFault noCluster(String name) {
    return notFound("No cluster found for name: " + name + ".");
  }

  static AwsFault inUse(String message) {
    return new AwsFault(409, "ResourceInUseException", message);
  }

  static AwsFault invalidParameter(String message) {
    return new AwsFault(400, "InvalidParameterException", message);
  }

  static AwsFault invalidRequest(String message) {
    return new AwsFault(400, "InvalidRequestException", message);
  }

  static AwsFault limit(String message) {
    return new AwsFault(400, "ResourceLimitExceededException", message);
  }
}

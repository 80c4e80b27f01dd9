package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;

/** Creates EKS errors with the codes and messages of AWS. */
final class EksErrors {
  private EksErrors() {}

  static AwsErrorException notFound(String message) {
    return new AwsErrorException(404, "ResourceNotFoundException", message);
  }

  static AwsErrorException noCluster(String name) {
    return notFound("No cluster found for name: " + name + ".");
  }

  static AwsErrorException inUse(String message) {
    return new AwsErrorException(409, "ResourceInUseException", message);
  }

  static AwsErrorException invalidParameter(String message) {
    return new AwsErrorException(400, "InvalidParameterException", message);
  }

  static AwsErrorException invalidRequest(String message) {
    return new AwsErrorException(400, "InvalidRequestException", message);
  }

  static AwsErrorException limit(String message) {
    return new AwsErrorException(400, "ResourceLimitExceededException", message);
  }
}

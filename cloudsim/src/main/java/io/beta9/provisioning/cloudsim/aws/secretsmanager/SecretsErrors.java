package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;

/** Creates Secrets Manager errors, all of which have status 400. */
final class SecretsErrors {
  private SecretsErrors() {}

  static AwsErrorException notFound(String message) {
    return new AwsErrorException(400, "ResourceNotFoundException", message);
  }

  static AwsErrorException invalidRequest(String message) {
    return new AwsErrorException(400, "InvalidRequestException", message);
  }

  static AwsErrorException invalidParameter(String message) {
    return new AwsErrorException(400, "InvalidParameterException", message);
  }

  static AwsErrorException exists(String message) {
    return new AwsErrorException(400, "ResourceExistsException", message);
  }
}

package io.beta9.provisioning.cloudsim.aws.logs;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;

/** Creates CloudWatch Logs errors. */
final class LogsErrors {
  private LogsErrors() {}

  static AwsErrorException notFound(String message) {
    return new AwsErrorException(400, "ResourceNotFoundException", message);
  }

  static AwsErrorException invalid(String message) {
    return new AwsErrorException(400, "InvalidParameterException", message);
  }
}

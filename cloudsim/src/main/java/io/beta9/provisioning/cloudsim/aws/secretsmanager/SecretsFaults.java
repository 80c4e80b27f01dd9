package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import io.beta9.provisioning.cloudsim.aws.AwsFault;

/** Secrets Manager's errors, all of them status 400. */
final class SecretsFaults {
  private SecretsFaults() {}

  static AwsFault notFound(String message) {
    return new AwsFault(400, "ResourceNotFoundException", message);
  }

  static AwsFault invalidRequest(String message) {
    return new AwsFault(400, "InvalidRequestException", message);
  }

  static AwsFault invalidParameter(String message) {
    return new AwsFault(400, "InvalidParameterException", message);
  }

  static AwsFault exists(String message) {
    return new AwsFault(400, "ResourceExistsException", message);
  }
}

package io.beta9.provisioning.cloudsim.aws.logs;

import io.beta9.provisioning.cloudsim.aws.AwsFault;

/** CloudWatch Logs' errors. */
final class LogsFaults {
  private LogsFaults() {}

  static AwsFault notFound(String message) {
    return new AwsFault(400, "ResourceNotFoundException", message);
  }

  static AwsFault invalid(String message) {
    return new AwsFault(400, "InvalidParameterException", message);
  }
}

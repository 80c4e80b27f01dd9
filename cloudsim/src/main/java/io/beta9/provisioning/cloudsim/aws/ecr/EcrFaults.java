package io.beta9.provisioning.cloudsim.aws.ecr;

import io.beta9.provisioning.cloudsim.aws.AwsFault;

/** ECR's errors, in its own words. */
final class EcrFaults {
  private EcrFaults() {}

  static AwsFault noRepository(String name, String account) {
    return fault(
        "RepositoryNotFoundException",
        "The repository with name '"
            + name
            + "' does not exist in the registry with id '"
            + account
            + "'");
  }

  static AwsFault invalid(String message) {
    return fault("InvalidParameterException", message);
  }

  static AwsFault fault(String code, String message) {
    return new AwsFault(400, code, message);
  }
}

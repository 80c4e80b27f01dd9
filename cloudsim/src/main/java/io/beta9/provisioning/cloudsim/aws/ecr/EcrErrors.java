package io.beta9.provisioning.cloudsim.aws.ecr;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;

/** Creates ECR errors with the codes and messages of AWS. */
final class EcrErrors {
  private EcrErrors() {}

  static AwsErrorException repositoryNotFound(String name, String account) {
    return error(
        "RepositoryNotFoundException",
        "The repository with name '"
            + name
            + "' does not exist in the registry with id '"
            + account
            + "'");
  }

  static AwsErrorException invalid(String message) {
    return error("InvalidParameterException", message);
  }

  static AwsErrorException error(String code, String message) {
    return new AwsErrorException(400, code, message);
  }
}

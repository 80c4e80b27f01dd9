package io.beta9.provisioning.cloudsim.aws.iam.core;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;

/** Creates IAM errors with the codes and messages of AWS. */
public final class IamErrors {
  private IamErrors() {}

  public static AwsErrorException noSuch(String kind, String name) {
    return noSuchEntity("The " + kind + " with name " + name + " cannot be found.");
  }

  public static AwsErrorException noSuchEntity(String message) {
    return new AwsErrorException(404, "NoSuchEntity", message);
  }

  public static AwsErrorException exists(String kind, String name) {
    return new AwsErrorException(
        409, "EntityAlreadyExists", kind + " with name " + name + " already exists.");
  }

  public static AwsErrorException alreadyExists(String message) {
    return new AwsErrorException(409, "EntityAlreadyExists", message);
  }

  public static AwsErrorException conflict(String message) {
    return new AwsErrorException(409, "DeleteConflict", message);
  }

  public static AwsErrorException limitExceeded(String message) {
    return new AwsErrorException(409, "LimitExceeded", message);
  }

  public static AwsErrorException limit(String quota, int value) {
    return limitExceeded("Cannot exceed quota for " + quota + ": " + value);
  }

  public static AwsErrorException invalid(String message) {
    return new AwsErrorException(400, "ValidationError", message);
  }

  public static AwsErrorException invalidInput(String message) {
    return new AwsErrorException(400, "InvalidInput", message);
  }

  public static AwsErrorException malformed(String message) {
    return new AwsErrorException(400, "MalformedPolicyDocument", message);
  }
}

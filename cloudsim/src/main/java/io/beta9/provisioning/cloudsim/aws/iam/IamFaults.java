package io.beta9.provisioning.cloudsim.aws.iam;

import io.beta9.provisioning.cloudsim.aws.AwsFault;

/** IAM's errors, in its own words. */
final class IamFaults {
  private IamFaults() {}

  static AwsFault noSuch(String kind, String name) {
    return noSuchEntity("The " + kind + " with name " + name + " cannot be found.");
  }

  static AwsFault noSuchEntity(String message) {
    return new AwsFault(404, "NoSuchEntity", message);
  }

  static AwsFault exists(String kind, String name) {
    return new AwsFault(
        409, "EntityAlreadyExists", kind + " with name " + name + " already exists.");
  }

  static AwsFault existsAs(String message) {
    return new AwsFault(409, "EntityAlreadyExists", message);
  }

  static AwsFault conflict(String message) {
    return new AwsFault(409, "DeleteConflict", message);
  }

  static AwsFault limit(String quota, int value) {
    return new AwsFault(409, "LimitExceeded", "Cannot exceed quota for " + quota + ": " + value);
  }

  static AwsFault invalid(String message) {
    return new AwsFault(400, "ValidationError", message);
  }

  static AwsFault invalidInput(String message) {
    return new AwsFault(400, "InvalidInput", message);
  }

  static AwsFault malformed(String message) {
    return new AwsFault(400, "MalformedPolicyDocument", message);
  }
}

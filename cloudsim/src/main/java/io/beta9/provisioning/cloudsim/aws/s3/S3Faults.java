package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import java.util.Map;

/** S3's errors in its own words. */
final class S3Faults {
  private S3Faults() {}

  static AwsFault noSuchBucket(String name) {
    return new AwsFault(404, "NoSuchBucket", "The specified bucket does not exist: " + name);
  }

  static AwsFault noSuchKey(boolean deleteMarker) {
    return new AwsFault(
        404,
        "NoSuchKey",
        "The specified key does not exist.",
        deleteMarker ? Map.of("x-amz-delete-marker", "true") : Map.of());
  }

  static AwsFault noSuchVersion() {
    return new AwsFault(404, "NoSuchVersion", "The specified version does not exist.");
  }

  static AwsFault isDeleteMarker() {
    return new AwsFault(
        405,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        Map.of("x-amz-delete-marker", "true"));
  }

  static AwsFault preconditionFailed() {
    return new AwsFault(
        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }

  static AwsFault notModified() {
    return new AwsFault(304, "NotModified", "Not Modified");
  }

  static AwsFault accessDenied() {
    return new AwsFault(403, "AccessDenied", "Access Denied");
  }

  static AwsFault elsewhere(String region) {
    return new AwsFault(
        301,
        "PermanentRedirect",
        "The bucket you are attempting to access must be addressed using the specified endpoint."
            + " Please send all future requests to this endpoint.",
        Map.of("x-amz-bucket-region", region));
  }

  static AwsFault notEmpty(boolean versioned) {
    return new AwsFault(
        409,
        "BucketNotEmpty",
        versioned
            ? "The bucket you tried to delete is not empty. You must delete all versions in the"
                + " bucket."
            : "The bucket you tried to delete is not empty");
  }

  static AwsFault notSet(String code, String message) {
    return new AwsFault(404, code, message);
  }

  static AwsFault invalid(String code, String message) {
    return new AwsFault(400, code, message);
  }
}

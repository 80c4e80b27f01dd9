package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.util.Map;

/** Creates S3 errors with the codes and messages of AWS. */
final class S3Errors {
  private S3Errors() {}

  static AwsErrorException noSuchBucket(String name) {
    return new AwsErrorException(
        404, "NoSuchBucket", "The specified bucket does not exist: " + name);
  }

  static AwsErrorException noSuchKey(boolean deleteMarker) {
    return new AwsErrorException(
        404,
        "NoSuchKey",
        "The specified key does not exist.",
        deleteMarker ? Map.of("x-amz-delete-marker", "true") : Map.of());
  }

  static AwsErrorException noSuchVersion() {
    return new AwsErrorException(404, "NoSuchVersion", "The specified version does not exist.");
  }

  static AwsErrorException isDeleteMarker() {
    return new AwsErrorException(
        405,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        Map.of("x-amz-delete-marker", "true"));
  }

  static AwsErrorException preconditionFailed() {
    return new AwsErrorException(
        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }

  static AwsErrorException notModified() {
    return new AwsErrorException(304, "NotModified", "Not Modified");
  }

  static AwsErrorException accessDenied() {
    return new AwsErrorException(403, "AccessDenied", "Access Denied");
  }

  static AwsErrorException wrongRegion(String region) {
    return new AwsErrorException(
        301,
        "PermanentRedirect",
        "The bucket you are attempting to access must be addressed using the specified endpoint."
            + " Please send all future requests to this endpoint.",
        Map.of("x-amz-bucket-region", region));
  }

  static AwsErrorException notEmpty(boolean versioned) {
    return new AwsErrorException(
        409,
        "BucketNotEmpty",
        versioned
            ? "The bucket you tried to delete is not empty. You must delete all versions in the"
                + " bucket."
            : "The bucket you tried to delete is not empty");
  }

  static AwsErrorException notConfigured(String code, String message) {
    return new AwsErrorException(404, code, message);
  }

  static AwsErrorException invalid(String code, String message) {
    return new AwsErrorException(400, code, message);
  }
}

package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** S3: operations on buckets and on objects; those on versions have actions of their own. */
final class S3Permissions {
  /** The condition that an object exists. */
  private static final String ANY = "*";

  private S3Permissions() {}

  static Map<String, PermissionRule> rules() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put("ListBuckets", (request, required) -> required.requireOnAny());
    rules.put("DeleteObject", S3Permissions::deleteObject);
    rules.put("DeleteObjects", S3Permissions::deleteObjects);
    for (String operation :
        List.of(
            "GetObject",
            "HeadObject",
            "PutObject",
            "GetObjectTagging",
            "PutObjectTagging",
            "DeleteObjectTagging")) {
      rules.put(operation, S3Permissions::object);
    }
    return rules;
  }

  /** Returns the rule of an operation that is listed above neither: it is about the bucket. */
  static PermissionRule bucket() {
    return (request, required) -> required.require(bucketArn(request));
  }

  private static void object(AuthorizedRequest request, PermissionCollector required) {
    String arn = bucketArn(request) + "/" + request.text("Key").orElse("");
    String action = request.baseAction();
    if (request.text("VersionId").isPresent()) {
      action = action + "Version";
    }
    required.require(action, arn);
  }

  private static void deleteObject(AuthorizedRequest request, PermissionCollector required) {
    object(request, required);
    String expectedTag = request.text("IfMatch").orElse(ANY);
    requireComparison(expectedTag, request.text("Key").orElse(""), request, required);
  }

  /** To compare the tag of an object is to read it; to require that it exists is not. */
  private static void requireComparison(
      @Nullable String expectedTag,
      String key,
      AuthorizedRequest request,
      PermissionCollector required) {
    if (expectedTag != null && !expectedTag.equals(ANY)) {
      required.require("s3:GetObject", bucketArn(request) + "/" + key);
    }
  }

  private static void deleteObjects(AuthorizedRequest request, PermissionCollector required) {
    List<ObjectIdentifier> objects = request.as(DeleteObjectsRequest.class).delete().objects();
    for (ObjectIdentifier object : objects) {
      required.require(
          object.versionId() == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion",
          bucketArn(request) + "/" + object.key());
      requireComparison(object.eTag(), object.key(), request, required);
    }
  }

  private static String bucketArn(AuthorizedRequest request) {
    return request.call().partition().s3Arn(request.text("Bucket").orElse(""));
  }
}

package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** S3: operations on buckets and on objects; those on versions have actions of their own. */
final class S3Permissions {
  private S3Permissions() {}

  static Map<String, PermissionRule> rules() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put("ListBuckets", (request, required) -> required.requireOnAny());
    rules.put("DeleteObjects", S3Permissions::deleteObjects);
    for (String operation :
        List.of(
            "GetObject",
            "HeadObject",
            "PutObject",
            "DeleteObject",
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

  private static void deleteObjects(AuthorizedRequest request, PermissionCollector required) {
    List<ObjectIdentifier> objects = request.as(DeleteObjectsRequest.class).delete().objects();
    for (ObjectIdentifier object : objects) {
      required.require(
          object.versionId() == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion",
          bucketArn(request) + "/" + object.key());
    }
  }

  private static String bucketArn(AuthorizedRequest request) {
    return request.call().partition().s3Arn(request.text("Bucket").orElse(""));
  }
}

package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.Map;

/** Maps operations to the IAM actions that they require. */
public final class ActionNames {
  private static final Map<String, String> PREFIXES =
      Map.of("tagging", "tag", "monitoring", "cloudwatch");

  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry("s3:DeleteBucketCors", "s3:PutBucketCORS"),
          Map.entry("s3:DeleteBucketOwnershipControls", "s3:PutBucketOwnershipControls"),
          Map.entry("s3:GetBucketCors", "s3:GetBucketCORS"),
          Map.entry("s3:GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
          Map.entry("s3:PutBucketCors", "s3:PutBucketCORS"),
          Map.entry("s3:ListBuckets", "s3:ListAllMyBuckets"),
          Map.entry("s3:HeadBucket", "s3:ListBucket"),
          Map.entry("s3:ListObjects", "s3:ListBucket"),
          Map.entry("s3:ListObjectsV2", "s3:ListBucket"),
          Map.entry("s3:ListObjectVersions", "s3:ListBucketVersions"),
          Map.entry("s3:HeadObject", "s3:GetObject"),
          Map.entry("s3:DeleteObjects", "s3:DeleteObject"),
          Map.entry("s3:DeleteBucketTagging", "s3:PutBucketTagging"),
          Map.entry("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
          Map.entry("s3:PutBucketEncryption", "s3:PutEncryptionConfiguration"),
          Map.entry("s3:DeleteBucketEncryption", "s3:PutEncryptionConfiguration"),
          Map.entry("s3:GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
          Map.entry("s3:PutBucketLifecycleConfiguration", "s3:PutLifecycleConfiguration"),
          Map.entry("s3:DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"),
          Map.entry("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
          Map.entry("s3:PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
          Map.entry("s3:DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
          Map.entry("s3:GetBucketAccelerateConfiguration", "s3:GetAccelerateConfiguration"),
          Map.entry("s3:GetBucketReplication", "s3:GetReplicationConfiguration"));

  private ActionNames() {}

  /** Returns the action as used in policies, for example {@code s3:ListBucket}. */
  public static String of(String service, String operation) {
    String named = PREFIXES.getOrDefault(service, service) + ":" + operation;
    return EXCEPTIONS.getOrDefault(named, named);
  }
}

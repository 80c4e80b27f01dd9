package io.beta9.provisioning.onboarding;

import static io.beta9.provisioning.onboarding.ArnTemplate.BUCKET;
import static io.beta9.provisioning.onboarding.ArnTemplate.ENVIRONMENT;
import static io.beta9.provisioning.onboarding.ArnTemplate.NAME;

import java.util.List;

/** Beta9's bucket, the bucket and lock table of Terraform's state, the registry, the secrets. */
final class StoragePermissions {
  private static final String S3 = "s3";
  private static final String STATE_BUCKET =
      ResourceNaming.STATE_BUCKET_PREFIX + "{account}-{region}";

  private StoragePermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(buckets(), objects(), stateBucket(), state(), locks(), registry(), secrets());
  }

  private static PermissionStatement buckets() {
    return PermissionStatement.of(PolicyPart.STORAGE, "Buckets", S3)
        .onArn(
            ArnTemplate.s3(BUCKET),
            "CreateBucket",
            "DeleteBucket",
            "DeleteBucketPolicy",
            "GetAccelerateConfiguration",
            "GetBucketAcl",
            "GetBucketCORS",
            "GetBucketLogging",
            "GetBucketObjectLockConfiguration",
            "GetBucketPolicy",
            "GetBucketPublicAccessBlock",
            "GetBucketRequestPayment",
            "GetBucketTagging",
            "GetBucketVersioning",
            "GetBucketWebsite",
            "GetEncryptionConfiguration",
            "GetLifecycleConfiguration",
            "GetReplicationConfiguration",
            "ListBucket",
            "ListBucketVersions",
            "PutBucketPolicy",
            "PutBucketPublicAccessBlock",
            "PutBucketTagging",
            "PutBucketVersioning",
            "PutEncryptionConfiguration",
            "PutLifecycleConfiguration")
        .whenInAccount()
        .build();
  }

  /** A bucket can be deleted only when it is empty. */
  private static PermissionStatement objects() {
    return PermissionStatement.of(PolicyPart.STORAGE, "Objects", S3)
        .onArn(ArnTemplate.s3(BUCKET + "/*"), "DeleteObject", "DeleteObjectVersion")
        .unrecorded("only for objects from before the bucket was versioned", "DeleteObject")
        .whenInAccount()
        .build();
  }

  private static PermissionStatement stateBucket() {
    return PermissionStatement.of(PolicyPart.STORAGE, "StateBuckets", S3)
        .onArn(
            ArnTemplate.s3(STATE_BUCKET),
            "CreateBucket",
            "GetBucketLogging",
            "GetBucketVersioning",
            "ListBucket",
            "ListBucketVersions",
            "PutBucketLogging",
            "PutBucketPolicy",
            "PutBucketPublicAccessBlock",
            "PutBucketTagging",
            "PutBucketVersioning",
            "PutEncryptionConfiguration")
        .unrecorded(
            "only with data.state.access_log_bucket", "GetBucketLogging", "PutBucketLogging")
        .whenInAccount()
        .build();
  }

  private static PermissionStatement state() {
    return PermissionStatement.of(PolicyPart.STORAGE, "State", S3)
        .onArn(
            ArnTemplate.s3(STATE_BUCKET + "/environments/" + ENVIRONMENT + "/*"),
            "DeleteObject",
            "DeleteObjectVersion",
            "GetObject",
            "GetObjectVersion",
            "PutObject")
        .whenInAccount()
        .build();
  }

  private static PermissionStatement locks() {
    return PermissionStatement.of(PolicyPart.STORAGE, "StateLocks", "dynamodb")
        .on(
            "table/" + STATE_BUCKET + "-lock",
            "CreateTable",
            "DeleteItem",
            "DescribeTable",
            "GetItem",
            "PutItem",
            "TagResource")
        .build();
  }

  private static PermissionStatement registry() {
    return PermissionStatement.of(PolicyPart.STORAGE, "Registries", "ecr")
        .on(
            "repository/" + NAME,
            "CreateRepository",
            "DeleteLifecyclePolicy",
            "DeleteRepository",
            "DescribeRepositories",
            "GetLifecyclePolicy",
            "ListTagsForResource",
            "PutLifecyclePolicy",
            "TagResource",
            "UntagResource")
        .build();
  }

  private static PermissionStatement secrets() {
    return PermissionStatement.of(PolicyPart.STORAGE, "Secrets", "secretsmanager")
        .on(
            "secret:beta9/" + ENVIRONMENT + "/*",
            "CreateSecret",
            "DeleteSecret",
            "DescribeSecret",
            "GetSecretValue",
            "PutSecretValue",
            "RestoreSecret",
            "TagResource",
            "UpdateSecret")
        .build();
  }
}

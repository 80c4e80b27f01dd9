package io.beta9.provisioning.onboarding;

import java.util.List;

/** Beta9's bucket, the bucket and lock table of Terraform's state, the registry, the secrets. */
final class StoragePermissions {
  private static final String S3 = "s3";
  private static final String ECR = "ecr";
  private static final String DYNAMODB = "dynamodb";
  private static final String SECRETS = "secretsmanager";

  private StoragePermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        PermissionStatement.of(PolicyPart.STORAGE, "Buckets")
            .allow(
                S3,
                "CreateBucket",
                "DeleteBucket",
                "DeleteBucketPolicy",
                "GetAccelerateConfiguration",
                "GetBucketAcl",
                "GetBucketCORS",
                "GetBucketLocation",
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
            .on("arn:{partition}:s3:::*-????????????", "arn:{partition}:s3:::beta9-tf-state-*")
            .build(),
        PermissionStatement.of(PolicyPart.STORAGE, "Objects")
            .allow(
                S3,
                "DeleteObject",
                "DeleteObjectVersion",
                "GetObject",
                "GetObjectVersion",
                "PutObject")
            .on("arn:{partition}:s3:::*-????????????/*", "arn:{partition}:s3:::beta9-tf-state-*/*")
            .build(),
        PermissionStatement.of(PolicyPart.STORAGE, "StateLocks")
            .allow(DYNAMODB, "CreateTable", "DeleteItem", "DescribeTable", "GetItem", "PutItem")
            .onRegional(DYNAMODB, "table/beta9-tf-state-*")
            .build(),
        PermissionStatement.of(PolicyPart.STORAGE, "Registry")
            .allow(
                ECR,
                "CreateRepository",
                "DeleteLifecyclePolicy",
                "DeleteRepository",
                "DescribeRepositories",
                "GetLifecyclePolicy",
                "ListTagsForResource",
                "PutLifecyclePolicy",
                "TagResource",
                "UntagResource")
            .onRegional(ECR, "repository/beta9-*")
            .build(),
        PermissionStatement.of(PolicyPart.STORAGE, "Secrets")
            .allow(
                SECRETS,
                "CreateSecret",
                "DeleteSecret",
                "DescribeSecret",
                "GetSecretValue",
                "PutSecretValue",
                "RestoreSecret",
                "TagResource")
            .onRegional(SECRETS, "secret:beta9/env_*")
            .build());
  }
}

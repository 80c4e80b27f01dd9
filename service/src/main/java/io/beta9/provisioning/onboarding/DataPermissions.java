package io.beta9.provisioning.onboarding;

import java.util.List;

/** PostgreSQL on RDS, Redis on ElastiCache, and the key that encrypts them. */
final class DataPermissions {
  private static final String RDS = "rds";
  private static final String CACHE = "elasticache";
  private static final String KMS = "kms";

  private DataPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        PermissionStatement.of(PolicyPart.DATA, "DatabaseRead")
            .allow(
                RDS,
                "DescribeDBEngineVersions",
                "DescribeEvents",
                "DescribeOrderableDBInstanceOptions")
            .build(),
        PermissionStatement.of(PolicyPart.DATA, "DatabaseOwn")
            .allow(
                RDS,
                "AddTagsToResource",
                "CreateDBInstance",
                "CreateDBParameterGroup",
                "CreateDBSubnetGroup",
                "DeleteDBInstance",
                "DeleteDBParameterGroup",
                "DeleteDBSubnetGroup",
                "DescribeDBInstances",
                "DescribeDBParameterGroups",
                "DescribeDBParameters",
                "DescribeDBSubnetGroups",
                "ListTagsForResource",
                "ModifyDBInstance",
                "ModifyDBParameterGroup",
                "ModifyDBSubnetGroup",
                "RemoveTagsFromResource")
            .onRegional(RDS, "db:beta9-*", "og:default:postgres-*", "pg:beta9-*", "subgrp:beta9-*")
            .build(),
        PermissionStatement.of(PolicyPart.DATA, "CacheRead").allow(CACHE, "DescribeEvents").build(),
        PermissionStatement.of(PolicyPart.DATA, "CacheOwn")
            .allow(
                CACHE,
                "AddTagsToResource",
                "CreateCacheParameterGroup",
                "CreateCacheSubnetGroup",
                "CreateReplicationGroup",
                "DeleteCacheParameterGroup",
                "DeleteCacheSubnetGroup",
                "DeleteReplicationGroup",
                "DescribeCacheClusters",
                "DescribeCacheParameterGroups",
                "DescribeCacheParameters",
                "DescribeCacheSubnetGroups",
                "DescribeReplicationGroups",
                "IncreaseReplicaCount",
                "DecreaseReplicaCount",
                "ListTagsForResource",
                "ModifyCacheParameterGroup",
                "ModifyCacheSubnetGroup",
                "ModifyReplicationGroup",
                "RemoveTagsFromResource")
            .onRegional(
                CACHE,
                "cluster:beta9-*",
                "parametergroup:beta9-*",
                "replicationgroup:beta9-*",
                "subnetgroup:beta9-*")
            .build(),
        PermissionStatement.of(PolicyPart.DATA, "KeysRead")
            .allow(KMS, "ListAliases", "ListKeys")
            .build(),
        PermissionStatement.of(PolicyPart.DATA, "KeysCreate")
            .allow(KMS, "CreateKey", "TagResource")
            .whenTaggedByRequest()
            .build(),
        PermissionStatement.of(PolicyPart.DATA, "KeyAliases")
            .allow(KMS, "CreateAlias", "DeleteAlias")
            .onRegional(KMS, "alias/beta9-*")
            .build(),
        PermissionStatement.of(PolicyPart.DATA, "KeysOwn")
            .allow(
                KMS,
                "CreateAlias",
                "DeleteAlias",
                "DescribeKey",
                "EnableKeyRotation",
                "GetKeyPolicy",
                "GetKeyRotationStatus",
                "ListResourceTags",
                "PutKeyPolicy",
                "ScheduleKeyDeletion",
                "TagResource",
                "UntagResource",
                "UpdateKeyDescription")
            .onRegional(KMS, "key/*")
            .whenTagged()
            .build(),
        PermissionStatement.of(PolicyPart.DATA, "KeysForServices")
            .allow(KMS, "CreateGrant")
            .onRegional(KMS, "key/*")
            .whenTagged()
            .when("Bool", "kms:GrantIsForAWSResource", "true")
            .build());
  }
}

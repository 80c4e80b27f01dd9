package io.beta9.provisioning.onboarding;

import static io.beta9.provisioning.onboarding.ArnTemplate.NAME;

import java.util.List;

/** PostgreSQL on RDS, Redis on ElastiCache, and the key that encrypts all data. */
final class DataPermissions {
  private static final String RDS = "rds";
  private static final String CACHE = "elasticache";
  private static final String KMS = "kms";

  private static final String ZONES_ADDED = "only when zones are added";

  private DataPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        databaseRead(),
        database(),
        snapshots(),
        cacheRead(),
        cache(),
        keysRead(),
        keysCreate(),
        aliases(),
        keys(),
        keysForServices(),
        keysForSecrets());
  }

  private static PermissionStatement databaseRead() {
    return PermissionStatement.of(PolicyPart.DATA, "DatabasesRead", RDS)
        .onAny("DescribeDBEngineVersions", "DescribeEvents", "DescribeOrderableDBInstanceOptions")
        .on("db:*", "DescribeDBInstances")
        .build();
  }

  private static PermissionStatement database() {
    return PermissionStatement.of(PolicyPart.DATA, "DatabasesOwn", RDS)
        .on(
            "db:" + NAME,
            "AddTagsToResource",
            "CreateDBInstance",
            "DeleteDBInstance",
            "ListTagsForResource",
            "ModifyDBInstance",
            "RemoveTagsFromResource")
        // The default option group is evaluated, too.
        .on("og:default:postgres-*", "CreateDBInstance")
        .on(
            "pg:" + NAME,
            "AddTagsToResource",
            "CreateDBInstance",
            "CreateDBParameterGroup",
            "DeleteDBParameterGroup",
            "DescribeDBParameterGroups",
            "DescribeDBParameters",
            "ListTagsForResource",
            "ModifyDBParameterGroup",
            "RemoveTagsFromResource")
        .on(
            "subgrp:" + NAME,
            "AddTagsToResource",
            "CreateDBInstance",
            "CreateDBSubnetGroup",
            "DeleteDBSubnetGroup",
            "DescribeDBSubnetGroups",
            "ListTagsForResource",
            "ModifyDBSubnetGroup",
            "RemoveTagsFromResource")
        .unrecorded(ZONES_ADDED, "ModifyDBSubnetGroup")
        .build();
  }

  private static PermissionStatement snapshots() {
    String reason = "only if a database with its data is destroyed and a snapshot is kept";
    String[] actions = {
      "AddTagsToResource",
      "CopyDBSnapshot",
      "CreateDBSnapshot",
      "DeleteDBSnapshot",
      "DescribeDBSnapshots"
    };
    return PermissionStatement.of(PolicyPart.DATA, "SnapshotsOwn", RDS)
        .on("db:" + NAME, "CreateDBSnapshot")
        .on("snapshot:" + NAME + "-*", actions)
        .unrecorded(reason, actions)
        .build();
  }

  private static PermissionStatement cacheRead() {
    return PermissionStatement.of(PolicyPart.DATA, "CachesRead", CACHE)
        .onAny("DescribeEvents")
        .on("cluster:*", "DescribeCacheClusters")
        .build();
  }

  private static PermissionStatement cache() {
    return PermissionStatement.of(PolicyPart.DATA, "CachesOwn", CACHE)
        .on(
            "parametergroup:" + NAME,
            "AddTagsToResource",
            "CreateCacheParameterGroup",
            "CreateReplicationGroup",
            "DeleteCacheParameterGroup",
            "DescribeCacheParameterGroups",
            "DescribeCacheParameters",
            "ListTagsForResource",
            "ModifyCacheParameterGroup",
            "RemoveTagsFromResource")
        .on(
            "replicationgroup:" + NAME,
            "AddTagsToResource",
            "CreateReplicationGroup",
            "DecreaseReplicaCount",
            "DeleteReplicationGroup",
            "DescribeReplicationGroups",
            "IncreaseReplicaCount",
            "ListTagsForResource",
            "ModifyReplicationGroup",
            "RemoveTagsFromResource")
        .on(
            "subnetgroup:" + NAME,
            "AddTagsToResource",
            "CreateCacheSubnetGroup",
            "CreateReplicationGroup",
            "DeleteCacheSubnetGroup",
            "DescribeCacheSubnetGroups",
            "ListTagsForResource",
            "ModifyCacheSubnetGroup",
            "RemoveTagsFromResource")
        .unrecorded(ZONES_ADDED, "ModifyCacheSubnetGroup")
        .build();
  }

  /** An environment's key is found by its tags among all keys of the account. */
  private static PermissionStatement keysRead() {
    return PermissionStatement.of(PolicyPart.DATA, "KeysRead", KMS)
        .onAny("ListAliases", "ListKeys")
        .on("key/*", "DescribeKey", "ListResourceTags")
        .build();
  }

  /**
   * KMS checks the permission to tag a key with its creation, too, and has no condition that tells
   * the two apart: the role can give another key the tag, unless that key's policy does not
   * delegate to IAM.
   *
   * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html">
   *     Controlling access to tags</a>
   */
  private static PermissionStatement keysCreate() {
    return PermissionStatement.of(PolicyPart.DATA, "KeysCreate", KMS)
        .onAny("CreateKey", "TagResource")
        .whenTaggedByRequest()
        .build();
  }

  private static PermissionStatement aliases() {
    return PermissionStatement.of(PolicyPart.DATA, "KeyAliases", KMS)
        .on("alias/" + NAME, "CreateAlias", "DeleteAlias")
        .build();
  }

  private static PermissionStatement keys() {
    return PermissionStatement.of(PolicyPart.DATA, "KeysOwn", KMS)
        .on(
            "key/*",
            "CreateAlias",
            "DeleteAlias",
            "EnableKeyRotation",
            "GetKeyPolicy",
            "GetKeyRotationStatus",
            "PutKeyPolicy",
            "ScheduleKeyDeletion",
            "TagResource",
            "UntagResource")
        .unrecorded(
            "only after a change outside of the service, or in a later version of the module",
            "PutKeyPolicy")
        .whenTagged()
        .build();
  }

  /** RDS, ElastiCache, ECR and EKS use the key by grants that they create for themselves. */
  private static PermissionStatement keysForServices() {
    return PermissionStatement.of(PolicyPart.DATA, "KeysForServices", KMS)
        .on("key/*", "CreateGrant")
        .whenTagged()
        .when("Bool", "kms:GrantIsForAWSResource", "true")
        // In China, services have names that end with .cn.
        .when(
            "StringLike",
            "kms:ViaService",
            "ecr.*.amazonaws.com*",
            "eks.*.amazonaws.com*",
            "elasticache.*.amazonaws.com*",
            "rds.*.amazonaws.com*")
        .build();
  }

  /** The environment's key encrypts its secrets; it decrypts them through Secrets Manager only. */
  private static PermissionStatement keysForSecrets() {
    return PermissionStatement.of(PolicyPart.DATA, "KeysForSecrets", KMS)
        .on("key/*", "Decrypt", "GenerateDataKey")
        .whenTagged()
        // In China, services have names that end with .cn.
        .when("StringLike", "kms:ViaService", "secretsmanager.*.amazonaws.com*")
        .build();
  }
}

package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.HashMap;
import java.util.Map;

/** RDS, ElastiCache and DynamoDB. */
final class DataPermissions {
  private static final String TAG_DATABASE = "rds:AddTagsToResource";
  private static final String TAG_CACHE = "elasticache:AddTagsToResource";
  private static final String[] KEY_ACTIONS = {"kms:CreateGrant", "kms:DescribeKey"};

  private DataPermissions() {}

  static Map<String, PermissionRule> rds() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put("CreateDBInstance", DataPermissions::createDatabase);
    rules.put("ModifyDBInstance", DataPermissions::changeDatabase);
    put(
        rules,
        "db:",
        "DBInstanceIdentifier",
        "DeleteDBInstance",
        "DescribeDBInstances",
        "RebootDBInstance");
    put(
        rules,
        "subgrp:",
        "DBSubnetGroupName",
        "DeleteDBSubnetGroup",
        "DescribeDBSubnetGroups",
        "ModifyDBSubnetGroup");
    put(
        rules,
        "pg:",
        "DBParameterGroupName",
        "DeleteDBParameterGroup",
        "DescribeDBParameterGroups",
        "DescribeDBParameters",
        "ModifyDBParameterGroup",
        "ResetDBParameterGroup");
    put(rules, "snapshot:", "DBSnapshotIdentifier", "DeleteDBSnapshot", "DescribeDBSnapshots");
    rules.put("CreateDBSnapshot", DataPermissions::createSnapshot);
    rules.put("CopyDBSnapshot", DataPermissions::copySnapshot);
    rules.put("CreateDBSubnetGroup", created("subgrp:", "DBSubnetGroupName", TAG_DATABASE));
    rules.put("CreateDBParameterGroup", created("pg:", "DBParameterGroupName", TAG_DATABASE));
    onArn(
        rules,
        "ResourceName",
        "AddTagsToResource",
        "ListTagsForResource",
        "RemoveTagsFromResource");
    return rules;
  }

  private static void createDatabase(AuthorizedRequest request, PermissionCollector required) {
    changeDatabase(request, required);
    required.requireTagging(TAG_DATABASE, database(request));
    required.useKey(request.text("KmsKeyId"), "rds", KEY_ACTIONS);
    required.serviceLinkedRole("rds.amazonaws.com", "AWSServiceRoleForRDS");
  }

  private static void changeDatabase(AuthorizedRequest request, PermissionCollector required) {
    required.require(database(request));
    request
        .text("DBSubnetGroupName")
        .ifPresent(it -> required.require(request.arn("subgrp:" + it)));
    request.text("DBParameterGroupName").ifPresent(it -> required.require(request.arn("pg:" + it)));
    if (request.operation().equals("CreateDBInstance")) {
      String major = request.text("EngineVersion").orElse("").split("\\.", 2)[0];
      required.require(
          request.arn("og:default:" + request.text("Engine").orElse("") + "-" + major));
    }
  }

  private static void createSnapshot(AuthorizedRequest request, PermissionCollector required) {
    String snapshot = request.arn("snapshot:" + request.text("DBSnapshotIdentifier").orElse("*"));
    required.require(database(request));
    required.require(snapshot);
    required.requireTagging(TAG_DATABASE, snapshot);
  }

  private static void copySnapshot(AuthorizedRequest request, PermissionCollector required) {
    String source = request.text("SourceDBSnapshotIdentifier").orElse("*");
    String target =
        request.arn("snapshot:" + request.text("TargetDBSnapshotIdentifier").orElse("*"));
    required.require(source.startsWith("arn:") ? source : request.arn("snapshot:" + source));
    required.require(target);
    required.requireTagging(TAG_DATABASE, target);
    required.useKey(request.text("KmsKeyId"), "rds", KEY_ACTIONS);
  }

  private static String database(AuthorizedRequest request) {
    return request.arn("db:" + request.text("DBInstanceIdentifier").orElse("*"));
  }

  static Map<String, PermissionRule> elastiCache() {
    Map<String, PermissionRule> rules = new HashMap<>();
    rules.put("CreateReplicationGroup", DataPermissions::createReplicationGroup);
    put(
        rules,
        "replicationgroup:",
        "ReplicationGroupId",
        "DecreaseReplicaCount",
        "DeleteReplicationGroup",
        "DescribeReplicationGroups",
        "IncreaseReplicaCount");
    rules.put("ModifyReplicationGroup", DataPermissions::replicationGroup);
    put(rules, "cluster:", "CacheClusterId", "DescribeCacheClusters");
    put(
        rules,
        "subnetgroup:",
        "CacheSubnetGroupName",
        "DeleteCacheSubnetGroup",
        "DescribeCacheSubnetGroups",
        "ModifyCacheSubnetGroup");
    put(
        rules,
        "parametergroup:",
        "CacheParameterGroupName",
        "DeleteCacheParameterGroup",
        "DescribeCacheParameterGroups",
        "DescribeCacheParameters",
        "ModifyCacheParameterGroup",
        "ResetCacheParameterGroup");
    rules.put("CreateCacheSubnetGroup", created("subnetgroup:", "CacheSubnetGroupName", TAG_CACHE));
    rules.put(
        "CreateCacheParameterGroup",
        created("parametergroup:", "CacheParameterGroupName", TAG_CACHE));
    onArn(
        rules,
        "ResourceName",
        "AddTagsToResource",
        "ListTagsForResource",
        "RemoveTagsFromResource");
    return rules;
  }

  private static void createReplicationGroup(
      AuthorizedRequest request, PermissionCollector required) {
    replicationGroup(request, required);
    request
        .text("CacheSubnetGroupName")
        .ifPresent(it -> required.require(request.arn("subnetgroup:" + it)));
    required.requireTagging(
        TAG_CACHE,
        request.arn("replicationgroup:" + request.text("ReplicationGroupId").orElse("*")));
    required.useKey(request.text("KmsKeyId"), "elasticache", KEY_ACTIONS);
    required.serviceLinkedRole("elasticache.amazonaws.com", "AWSServiceRoleForElastiCache");
  }

  private static void replicationGroup(AuthorizedRequest request, PermissionCollector required) {
    required.require(
        request.arn("replicationgroup:" + request.text("ReplicationGroupId").orElse("*")));
    request
        .text("CacheParameterGroupName")
        .ifPresent(it -> required.require(request.arn("parametergroup:" + it)));
  }

  static Map<String, PermissionRule> dynamoDb() {
    Map<String, PermissionRule> rules = new HashMap<>();
    put(
        rules,
        "table/",
        "TableName",
        "DeleteItem",
        "DeleteTable",
        "DescribeContinuousBackups",
        "DescribeTable",
        "DescribeTimeToLive",
        "GetItem",
        "PutItem",
        "Scan",
        "UpdateContinuousBackups",
        "UpdateItem",
        "UpdateTable");
    rules.put("CreateTable", created("table/", "TableName", "dynamodb:TagResource"));
    onArn(rules, "ResourceArn", "ListTagsOfResource", "TagResource", "UntagResource");
    return rules;
  }

  /** Adds operations on one named resource; without a name they are about all of its type. */
  private static void put(
      Map<String, PermissionRule> rules, String type, String member, String... operations) {
    for (String operation : operations) {
      rules.put(
          operation,
          (request, required) ->
              required.require(request.arn(type + request.text(member).orElse("*"))));
    }
  }

  private static PermissionRule created(String type, String member, String tagAction) {
    return (request, required) -> {
      String arn = request.arn(type + request.text(member).orElse("*"));
      required.require(arn);
      required.requireTagging(tagAction, arn);
    };
  }

  private static void onArn(
      Map<String, PermissionRule> rules, String member, String... operations) {
    for (String operation : operations) {
      rules.put(
          operation, (request, required) -> required.require(request.text(member).orElse("*")));
    }
  }
}

package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.secrets.EnvironmentSecrets;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Databases, Redis, the bucket, the secrets. */
final class DataInventory implements EnvironmentInventory.ResourceInventory {
  private final AwsSession session;

  DataInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> at(ResourceScope footprint) {
    List<Leftover> found = new ArrayList<>();
    databases(footprint.prefix(), found);
    redis(footprint.prefix(), found);
    bucket(footprint.bucket(), found);
    for (String secret : EnvironmentSecrets.names(footprint.id())) {
      OptionalResource.unless(
              Set.of("ResourceNotFoundException"),
              () -> session.secrets().describeSecret(r -> r.secretId(secret)))
          .filter(there -> there.deletedDate() == null)
          .ifPresent(
              there ->
                  found.add(new Leftover("secretsmanager:secret", secret, there.arn(), true, "")));
    }
    return found;
  }

  private void databases(String name, List<Leftover> found) {
    OptionalResource.unless(
            Set.of("DBInstanceNotFound", "DBInstanceNotFoundFault"),
            () -> session.rds().describeDBInstances(r -> r.dbInstanceIdentifier(name)))
        .stream()
        .flatMap(answer -> answer.dbInstances().stream())
        .forEach(
            db ->
                found.add(
                    new Leftover(
                        "rds:db", name, db.dbInstanceArn(), false, db.dbInstanceStatus())));
    OptionalResource.unless(
            Set.of("DBSubnetGroupNotFoundFault", "DBSubnetGroupNotFound"),
            () -> session.rds().describeDBSubnetGroups(r -> r.dbSubnetGroupName(name)))
        .stream()
        .flatMap(answer -> answer.dbSubnetGroups().stream())
        .forEach(
            group ->
                found.add(new Leftover("rds:subgrp", name, group.dbSubnetGroupArn(), false, "")));
    OptionalResource.unless(
            Set.of("DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"),
            () -> session.rds().describeDBParameterGroups(r -> r.dbParameterGroupName(name)))
        .stream()
        .flatMap(answer -> answer.dbParameterGroups().stream())
        .forEach(
            group ->
                found.add(new Leftover("rds:pg", name, group.dbParameterGroupArn(), false, "")));
  }

  private void redis(String name, List<Leftover> found) {
    OptionalResource.unless(
            Set.of("ReplicationGroupNotFoundFault"),
            () -> session.elasticache().describeReplicationGroups(r -> r.replicationGroupId(name)))
        .stream()
        .flatMap(answer -> answer.replicationGroups().stream())
        .forEach(
            group ->
                found.add(
                    new Leftover(
                        "elasticache:replicationgroup",
                        name,
                        String.valueOf(group.arn()),
                        false,
                        group.status())));
    OptionalResource.unless(
            Set.of("CacheSubnetGroupNotFoundFault", "CacheSubnetGroupNotFound"),
            () ->
                session.elasticache().describeCacheSubnetGroups(r -> r.cacheSubnetGroupName(name)))
        .stream()
        .flatMap(answer -> answer.cacheSubnetGroups().stream())
        .forEach(
            group ->
                found.add(
                    new Leftover(
                        "elasticache:subnetgroup", name, String.valueOf(group.arn()), false, "")));
    OptionalResource.unless(
            Set.of("CacheParameterGroupNotFound", "CacheParameterGroupNotFoundFault"),
            () ->
                session
                    .elasticache()
                    .describeCacheParameterGroups(r -> r.cacheParameterGroupName(name)))
        .stream()
        .flatMap(answer -> answer.cacheParameterGroups().stream())
        .forEach(
            group ->
                found.add(
                    new Leftover(
                        "elasticache:parametergroup",
                        name,
                        String.valueOf(group.arn()),
                        false,
                        "")));
  }

  private void bucket(String bucket, List<Leftover> found) {
    try {
      session.s3().headBucket(r -> r.bucket(bucket).expectedBucketOwner(session.accountId()));
      found.add(new Leftover("s3:bucket", bucket, "arn:aws:s3:::" + bucket, false, ""));
    } catch (S3Exception e) {
      // 403 and 301: somebody else's bucket has that name, so none of ours has.
      if (e.statusCode() != 404 && e.statusCode() != 403 && e.statusCode() != 301) {
        throw e;
      }
    }
  }
}

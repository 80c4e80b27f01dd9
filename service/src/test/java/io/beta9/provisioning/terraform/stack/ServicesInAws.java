package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.VpcConfigRequest;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Creates, finds and deletes clusters, databases and Redis as the AWS provider does. */
public final class ServicesInAws extends ModuleInAws {
  /** What the provider prints if AWS gives no reason. */
  private static final String NO_ERROR = "%!s(<nil>)";

  public ServicesInAws(AwsSession session, InfraModel model) {
    super(session, model);
  }

  /**
   * @param temporary to which addresses a private API is open until it is closed
   */
  public String cluster(List<String> subnets, List<String> temporary) {
    return session
        .eks()
        .createCluster(
            r ->
                r.name(name)
                    .roleArn(roleArn("cluster"))
                    .version(model.cluster().kubernetesVersion())
                    .accessConfig(c -> c.authenticationMode(AuthenticationMode.API))
                    .resourcesVpcConfig(c -> network(c.subnetIds(subnets), temporary))
                    .tags(model.tags()))
        .cluster()
        .name();
  }

  private void network(VpcConfigRequest.Builder request, List<String> temporary) {
    if (!model.cluster().endpoint().isPrivate()) {
      return;
    }
    request.endpointPrivateAccess(true).endpointPublicAccess(!temporary.isEmpty());
    if (!temporary.isEmpty()) {
      request.publicAccessCidrs(temporary);
    }
  }

  public Optional<String> clusterFailure() {
    String status =
        String.valueOf(
            unless(() -> session.eks().describeCluster(r -> r.name(name)).cluster().status()));
    return unexpected(status, "FAILED", "ACTIVE", NO_ERROR);
  }

  public Optional<String> nodesFailure() {
    Nodegroup group =
        unless(
            () ->
                session
                    .eks()
                    .describeNodegroup(r -> r.clusterName(name).nodegroupName("system"))
                    .nodegroup());
    return group == null
        ? Optional.empty()
        : unexpected(
            group.statusAsString(),
            "CREATE_FAILED",
            "ACTIVE",
            group.health().issues().stream()
                .map(
                    issue ->
                        String.join(", ", issue.resourceIds())
                            + ": "
                            + issue.codeAsString()
                            + ": "
                            + issue.message())
                .collect(Collectors.joining("\n")));
  }

  public Optional<String> databaseFailure() {
    List<DBInstance> found =
        unless(
            () ->
                session.rds().describeDBInstances(r -> r.dbInstanceIdentifier(name)).dbInstances());
    return found == null
        ? Optional.empty()
        : unexpected(found.getFirst().dbInstanceStatus(), "failed", "available", NO_ERROR);
  }

  public Optional<String> redisFailure() {
    List<ReplicationGroup> found =
        unless(
            () ->
                session
                    .elasticache()
                    .describeReplicationGroups(r -> r.replicationGroupId(name))
                    .replicationGroups());
    return found == null
        ? Optional.empty()
        : unexpected(found.getFirst().status(), "create-failed", "available", NO_ERROR);
  }

  private static Optional<String> unexpected(
      String status, String failed, String target, String error) {
    return status.equals(failed)
        ? Optional.of(
            "unexpected state '%s', wanted target '%s'. last error: %s"
                .formatted(status, target, error))
        : Optional.empty();
  }

  public String findCluster(String id) {
    return unless(() -> session.eks().describeCluster(r -> r.name(id)).cluster().name());
  }

  public void removeCluster(String id) {
    unless(() -> session.eks().deleteCluster(r -> r.name(id)));
    awaitGone(() -> findCluster(id));
  }

  public String nodes(List<String> subnets) {
    session
        .eks()
        .createNodegroup(
            r ->
                r.clusterName(name)
                    .nodegroupName("system")
                    .nodeRole(roleArn("nodes"))
                    .subnets(subnets)
                    .instanceTypes(model.systemNodes().instanceType())
                    .scalingConfig(c -> c.minSize(1).maxSize(1).desiredSize(1))
                    .tags(model.tags()));
    return name + ":system";
  }

  public String findNodes(String id) {
    String[] parts = id.split(":", 2);
    return unless(
        () -> {
          session.eks().describeNodegroup(r -> r.clusterName(parts[0]).nodegroupName(parts[1]));
          return id;
        });
  }

  public void removeNodes(String id) {
    unless(() -> session.eks().deleteNodegroup(r -> r.clusterName(name).nodegroupName("system")));
    awaitGone(() -> findNodes(id));
  }

  public String databaseSubnets(List<String> subnets) {
    session
        .rds()
        .createDBSubnetGroup(
            r ->
                r.dbSubnetGroupName(name)
                    .dbSubnetGroupDescription(name)
                    .subnetIds(subnets)
                    .tags(tags(null, ModuleInAws::rdsTag)));
    return name;
  }

  public String findDatabaseSubnets(String id) {
    return unless(
        () ->
            session
                .rds()
                .describeDBSubnetGroups(r -> r.dbSubnetGroupName(id))
                .dbSubnetGroups()
                .getFirst()
                .dbSubnetGroupName());
  }

  public void removeDatabaseSubnets(String id) {
    unless(() -> session.rds().deleteDBSubnetGroup(r -> r.dbSubnetGroupName(id)));
  }

  public String database() {
    return session
        .rds()
        .createDBInstance(
            r ->
                r.dbInstanceIdentifier(name)
                    .engine("postgres")
                    .engineVersion(model.postgres().engineVersion())
                    .dbInstanceClass(model.postgres().instanceClass())
                    .allocatedStorage(model.postgres().storageGb())
                    .dbName("main")
                    .masterUsername("beta9")
                    .masterUserPassword(secret("database", "password"))
                    .dbSubnetGroupName(name)
                    .tags(tags(name, ModuleInAws::rdsTag)))
        .dbInstance()
        .dbiResourceId();
  }

  /** Finds it by its identifier or by its resource id, which the state contains. */
  public String findDatabase(String id) {
    return unless(
        () ->
            session.rds().describeDBInstances().dbInstances().stream()
                .filter(
                    one -> one.dbInstanceIdentifier().equals(id) || one.dbiResourceId().equals(id))
                .findFirst()
                .map(one -> one.dbiResourceId())
                .orElse(null));
  }

  public void removeDatabase(String id) {
    unless(
        () ->
            session
                .rds()
                .deleteDBInstance(r -> r.dbInstanceIdentifier(name).skipFinalSnapshot(true)));
    awaitGone(() -> findDatabase(id));
  }

  public String redisSubnets(List<String> subnets) {
    session
        .elasticache()
        .createCacheSubnetGroup(
            r ->
                r.cacheSubnetGroupName(name)
                    .cacheSubnetGroupDescription(name)
                    .subnetIds(subnets)
                    .tags(tags(null, ModuleInAws::cacheTag)));
    return name;
  }

  public String findRedisSubnets(String id) {
    return unless(
        () ->
            session
                .elasticache()
                .describeCacheSubnetGroups(r -> r.cacheSubnetGroupName(id))
                .cacheSubnetGroups()
                .getFirst()
                .cacheSubnetGroupName());
  }

  public void removeRedisSubnets(String id) {
    unless(() -> session.elasticache().deleteCacheSubnetGroup(r -> r.cacheSubnetGroupName(id)));
  }

  public String redis() {
    return session
        .elasticache()
        .createReplicationGroup(
            r ->
                r.replicationGroupId(name)
                    .replicationGroupDescription(name)
                    .engine("redis")
                    .cacheNodeType(model.redis().nodeType())
                    .numCacheClusters(1)
                    .cacheSubnetGroupName(name)
                    .transitEncryptionEnabled(true)
                    .authToken(secret("redis", "auth_token"))
                    .tags(tags(name, ModuleInAws::cacheTag)))
        .replicationGroup()
        .replicationGroupId();
  }

  public String findRedis(String id) {
    return unless(
        () ->
            session
                .elasticache()
                .describeReplicationGroups(r -> r.replicationGroupId(id))
                .replicationGroups()
                .getFirst()
                .replicationGroupId());
  }

  public void removeRedis(String id) {
    unless(() -> session.elasticache().deleteReplicationGroup(r -> r.replicationGroupId(id)));
    awaitGone(() -> findRedis(id));
  }
}

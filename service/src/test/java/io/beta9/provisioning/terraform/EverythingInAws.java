package io.beta9.provisioning.terraform;

import io.beta9.provisioning.aws.AwsSession;
import io.beta9.provisioning.metaconfig.InfraModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.kms.model.KeyState;
import tools.jackson.databind.json.JsonMapper;

/** Makes, finds and removes the things of a {@link SmallStack} as the AWS provider does. */
final class EverythingInAws {
  private final AwsSession session;
  private final InfraModel model;
  private final String name;

  EverythingInAws(AwsSession session, InfraModel model) {
    this.session = session;
    this.model = model;
    this.name = model.resourcePrefix();
  }

  String key() {
    return session
        .kms()
        .createKey(
            r ->
                r.tags(
                    tags(
                        name,
                        (k, v) ->
                            software.amazon.awssdk.services.kms.model.Tag.builder()
                                .tagKey(k)
                                .tagValue(v)
                                .build())))
        .keyMetadata()
        .keyId();
  }

  String findKey(String id) {
    return unless(
        () -> {
          var key = session.kms().describeKey(r -> r.keyId(id)).keyMetadata();
          return key.keyState() == KeyState.PENDING_DELETION ? null : key.keyId();
        });
  }

  void removeKey(String id) {
    if (findKey(id) != null) {
      session.kms().scheduleKeyDeletion(r -> r.keyId(id).pendingWindowInDays(7));
    }
  }

  String alias(String key) {
    session.kms().createAlias(r -> r.aliasName("alias/" + name).targetKeyId(key));
    return "alias/" + name;
  }

  String findAlias(String id) {
    return session.kms().listAliasesPaginator().aliases().stream()
            .anyMatch(alias -> alias.aliasName().equals(id))
        ? id
        : null;
  }

  void removeAlias(String id) {
    unless(() -> session.kms().deleteAlias(r -> r.aliasName(id)));
  }

  String vpc() {
    return session
        .ec2()
        .createVpc(
            r -> r.cidrBlock(model.network().cidr()).tagSpecifications(ec2(ResourceType.VPC, name)))
        .vpc()
        .vpcId();
  }

  String findVpc(String id) {
    return unless(() -> session.ec2().describeVpcs(r -> r.vpcIds(id)).vpcs().getFirst().vpcId());
  }

  void removeVpc(String id) {
    unless(() -> session.ec2().deleteVpc(r -> r.vpcId(id)));
  }

  String subnet(String vpc, String zone, String cidr) {
    return session
        .ec2()
        .createSubnet(
            r ->
                r.vpcId(vpc)
                    .availabilityZone(zone)
                    .cidrBlock(cidr)
                    .tagSpecifications(
                        ec2(
                            ResourceType.SUBNET,
                            name + "-private-" + zone,
                            "kubernetes.io/role/internal-elb",
                            "1",
                            "kubernetes.io/cluster/" + name,
                            "shared",
                            "kubernetes.io/role/elb",
                            "1")))
        .subnet()
        .subnetId();
  }

  String findSubnet(String id) {
    return unless(
        () -> session.ec2().describeSubnets(r -> r.subnetIds(id)).subnets().getFirst().subnetId());
  }

  void removeSubnet(String id) {
    unless(() -> session.ec2().deleteSubnet(r -> r.subnetId(id)));
  }

  String address(String zone) {
    return session
        .ec2()
        .allocateAddress(
            r ->
                r.domain(DomainType.VPC)
                    .tagSpecifications(ec2(ResourceType.ELASTIC_IP, name + "-nat-" + zone)))
        .allocationId();
  }

  String findAddress(String id) {
    return unless(
        () ->
            session
                .ec2()
                .describeAddresses(r -> r.allocationIds(id))
                .addresses()
                .getFirst()
                .allocationId());
  }

  void removeAddress(String id) {
    unless(() -> session.ec2().releaseAddress(r -> r.allocationId(id)));
  }

  String role(String part) {
    String service = part.equals("cluster") ? "eks" : "ec2";
    return session
        .iam()
        .createRole(
            r ->
                r.roleName(name + "-" + part)
                    .assumeRolePolicyDocument(
                        """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                         "Principal":{"Service":"%s.amazonaws.com"},"Action":"sts:AssumeRole"}]}
                        """
                            .formatted(service))
                    .tags(tags(null, EverythingInAws::iamTag)))
        .role()
        .roleName();
  }

  String findRole(String id) {
    return unless(() -> session.iam().getRole(r -> r.roleName(id)).role().roleName());
  }

  void removeRole(String id) {
    unless(() -> session.iam().deleteRole(r -> r.roleName(id)));
  }

  String user() {
    return session
        .iam()
        .createUser(r -> r.userName(name + "-storage").tags(tags(null, EverythingInAws::iamTag)))
        .user()
        .userName();
  }

  String findUser(String id) {
    return unless(() -> session.iam().getUser(r -> r.userName(id)).user().userName());
  }

  /** With {@code force_destroy}, as the module has it. */
  void removeUser(String id) {
    if (findUser(id) == null) {
      return;
    }
    session
        .iam()
        .listAccessKeys(r -> r.userName(id))
        .accessKeyMetadata()
        .forEach(
            key ->
                session.iam().deleteAccessKey(r -> r.userName(id).accessKeyId(key.accessKeyId())));
    session.iam().deleteUser(r -> r.userName(id));
  }

  String cluster(List<String> subnets) {
    return session
        .eks()
        .createCluster(
            r ->
                r.name(name)
                    .roleArn(roleArn("cluster"))
                    .version(model.cluster().kubernetesVersion())
                    .resourcesVpcConfig(c -> c.subnetIds(subnets))
                    .tags(model.tags()))
        .cluster()
        .name();
  }

  String findCluster(String id) {
    return unless(() -> session.eks().describeCluster(r -> r.name(id)).cluster().name());
  }

  void removeCluster(String id) {
    unless(() -> session.eks().deleteCluster(r -> r.name(id)));
    awaitGone(() -> findCluster(id));
  }

  String nodes(List<String> subnets) {
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

  String findNodes(String id) {
    String[] parts = id.split(":", 2);
    return unless(
        () -> {
          session.eks().describeNodegroup(r -> r.clusterName(parts[0]).nodegroupName(parts[1]));
          return id;
        });
  }

  void removeNodes(String id) {
    unless(() -> session.eks().deleteNodegroup(r -> r.clusterName(name).nodegroupName("system")));
    awaitGone(() -> findNodes(id));
  }

  String databaseSubnets(List<String> subnets) {
    session
        .rds()
        .createDBSubnetGroup(
            r ->
                r.dbSubnetGroupName(name)
                    .dbSubnetGroupDescription(name)
                    .subnetIds(subnets)
                    .tags(tags(null, EverythingInAws::rdsTag)));
    return name;
  }

  String findDatabaseSubnets(String id) {
    return unless(
        () ->
            session
                .rds()
                .describeDBSubnetGroups(r -> r.dbSubnetGroupName(id))
                .dbSubnetGroups()
                .getFirst()
                .dbSubnetGroupName());
  }

  void removeDatabaseSubnets(String id) {
    unless(() -> session.rds().deleteDBSubnetGroup(r -> r.dbSubnetGroupName(id)));
  }

  String database() {
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
                    .tags(tags(name, EverythingInAws::rdsTag)))
        .dbInstance()
        .dbiResourceId();
  }

  /** By the identifier or by the id that the state has. */
  String findDatabase(String id) {
    return unless(
        () ->
            session.rds().describeDBInstances().dbInstances().stream()
                .filter(
                    one -> one.dbInstanceIdentifier().equals(id) || one.dbiResourceId().equals(id))
                .findFirst()
                .map(one -> one.dbiResourceId())
                .orElse(null));
  }

  void removeDatabase(String id) {
    unless(
        () ->
            session
                .rds()
                .deleteDBInstance(r -> r.dbInstanceIdentifier(name).skipFinalSnapshot(true)));
    awaitGone(() -> findDatabase(id));
  }

  String redisSubnets(List<String> subnets) {
    session
        .elasticache()
        .createCacheSubnetGroup(
            r ->
                r.cacheSubnetGroupName(name)
                    .cacheSubnetGroupDescription(name)
                    .subnetIds(subnets)
                    .tags(tags(null, EverythingInAws::cacheTag)));
    return name;
  }

  String findRedisSubnets(String id) {
    return unless(
        () ->
            session
                .elasticache()
                .describeCacheSubnetGroups(r -> r.cacheSubnetGroupName(id))
                .cacheSubnetGroups()
                .getFirst()
                .cacheSubnetGroupName());
  }

  void removeRedisSubnets(String id) {
    unless(() -> session.elasticache().deleteCacheSubnetGroup(r -> r.cacheSubnetGroupName(id)));
  }

  String redis() {
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
                    .tags(tags(name, EverythingInAws::cacheTag)))
        .replicationGroup()
        .replicationGroupId();
  }

  String findRedis(String id) {
    return unless(
        () ->
            session
                .elasticache()
                .describeReplicationGroups(r -> r.replicationGroupId(id))
                .replicationGroups()
                .getFirst()
                .replicationGroupId());
  }

  void removeRedis(String id) {
    unless(() -> session.elasticache().deleteReplicationGroup(r -> r.replicationGroupId(id)));
    awaitGone(() -> findRedis(id));
  }

  /** Its tags come in a later call. */
  String bucket() {
    String bucket = model.objectStore().bucketName();
    session.s3().createBucket(r -> r.bucket(bucket));
    tagBucket();
    return bucket;
  }

  void tagBucket() {
    session
        .s3()
        .putBucketTagging(
            r ->
                r.bucket(model.objectStore().bucketName())
                    .tagging(
                        t ->
                            t.tagSet(
                                tags(
                                    name,
                                    (k, v) ->
                                        software.amazon.awssdk.services.s3.model.Tag.builder()
                                            .key(k)
                                            .value(v)
                                            .build()))));
  }

  /** Whether the bucket has the tags that it should have. */
  boolean isBucketTagged() {
    return unless(
            () ->
                session
                    .s3()
                    .getBucketTagging(r -> r.bucket(model.objectStore().bucketName()))
                    .toString())
        != null;
  }

  String findBucket(String id) {
    return unless(
        () -> {
          session.s3().headBucket(r -> r.bucket(id));
          return id;
        });
  }

  void removeBucket(String id) {
    unless(() -> session.s3().deleteBucket(r -> r.bucket(id)));
  }

  /** The provider does not say that something is gone before it is. */
  private static void awaitGone(Supplier<String> finder) {
    for (int looks = 0; finder.get() != null; looks++) {
      if (looks == 10) {
        throw new IllegalStateException("it does not go away");
      }
    }
  }

  /** Null where AWS answers that there is no such thing. */
  private static <T> T unless(Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
      if (e.statusCode() == 404 || code.contains("NotFound") || code.startsWith("NoSuch")) {
        return null;
      }
      throw e;
    }
  }

  private String roleArn(String part) {
    return "arn:aws:iam::" + model.accountId() + ":role/" + name + "-" + part;
  }

  private String secret(String role, String field) {
    String id = "beta9/" + model.environmentId() + "/" + role;
    String json = session.secrets().getSecretValue(r -> r.secretId(id)).secretString();
    return JsonMapper.shared().readTree(json).path(field).asString();
  }

  private TagSpecification ec2(ResourceType type, String named, String... more) {
    List<software.amazon.awssdk.services.ec2.model.Tag> all =
        new java.util.ArrayList<>(tags(named, EverythingInAws::ec2Tag));
    for (int i = 0; i < more.length; i += 2) {
      all.add(ec2Tag(more[i], more[i + 1]));
    }
    return TagSpecification.builder().resourceType(type).tags(all).build();
  }

  private <T> List<T> tags(String named, BiFunction<String, String, T> tag) {
    Map<String, String> all = new LinkedHashMap<>(model.tags());
    if (named != null) {
      all.put("Name", named);
    }
    return all.entrySet().stream().map(e -> tag.apply(e.getKey(), e.getValue())).toList();
  }

  private static software.amazon.awssdk.services.ec2.model.Tag ec2Tag(String key, String value) {
    return software.amazon.awssdk.services.ec2.model.Tag.builder().key(key).value(value).build();
  }

  private static software.amazon.awssdk.services.iam.model.Tag iamTag(String key, String value) {
    return software.amazon.awssdk.services.iam.model.Tag.builder().key(key).value(value).build();
  }

  private static software.amazon.awssdk.services.rds.model.Tag rdsTag(String key, String value) {
    return software.amazon.awssdk.services.rds.model.Tag.builder().key(key).value(value).build();
  }

  private static software.amazon.awssdk.services.elasticache.model.Tag cacheTag(
      String key, String value) {
    return software.amazon.awssdk.services.elasticache.model.Tag.builder()
        .key(key)
        .value(value)
        .build();
  }
}

package io.beta9.provisioning.terraform;

import io.beta9.provisioning.aws.AwsSession;
import io.beta9.provisioning.metaconfig.InfraModel;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.kms.model.KeyState;

/** Makes, finds and removes keys, networks, identities and buckets as the AWS provider does. */
final class FoundationInAws extends InAws {
  FoundationInAws(AwsSession session, InfraModel model) {
    super(session, model);
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
                    .tags(tags(null, InAws::iamTag)))
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
        .createUser(r -> r.userName(name + "-storage").tags(tags(null, InAws::iamTag)))
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
}

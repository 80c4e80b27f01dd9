package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;

/** Creates, finds and deletes keys, networks, identities and buckets as the AWS provider does. */
public final class FoundationInAws extends ModuleInAws {
  public FoundationInAws(AwsSession session, InfraModel model) {
    super(session, model);
  }

  public String key() {
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

  public String findKey(String id) {
    return unless(
        () -> {
          var key = session.kms().describeKey(r -> r.keyId(id)).keyMetadata();
          return key.keyState() == KeyState.PENDING_DELETION ? null : key.keyId();
        });
  }

  public void removeKey(String id) {
    if (findKey(id) != null) {
      try {
        session.kms().scheduleKeyDeletion(r -> r.keyId(id).pendingWindowInDays(7));
      } catch (KmsInvalidStateException e) {
        // The provider ignores that the deletion is scheduled already.
        if (!String.valueOf(e.getMessage()).contains("pending deletion")) {
          throw e;
        }
      }
    }
  }

  public String alias(String key) {
    session.kms().createAlias(r -> r.aliasName("alias/" + name).targetKeyId(key));
    return "alias/" + name;
  }

  public String findAlias(String id) {
    return session.kms().listAliasesPaginator().aliases().stream()
            .anyMatch(alias -> alias.aliasName().equals(id))
        ? id
        : null;
  }

  public void removeAlias(String id) {
    unless(() -> session.kms().deleteAlias(r -> r.aliasName(id)));
  }

  public String vpc() {
    return session
        .ec2()
        .createVpc(
            r -> r.cidrBlock(model.network().cidr()).tagSpecifications(ec2(ResourceType.VPC, name)))
        .vpc()
        .vpcId();
  }

  public String findVpc(String id) {
    return unless(() -> session.ec2().describeVpcs(r -> r.vpcIds(id)).vpcs().getFirst().vpcId());
  }

  public void removeVpc(String id) {
    unless(() -> session.ec2().deleteVpc(r -> r.vpcId(id)));
  }

  public String subnet(String vpc, String zone, String cidr) {
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

  public String findSubnet(String id) {
    return unless(
        () -> session.ec2().describeSubnets(r -> r.subnetIds(id)).subnets().getFirst().subnetId());
  }

  public void removeSubnet(String id) {
    unless(() -> session.ec2().deleteSubnet(r -> r.subnetId(id)));
  }

  public String address(String zone) {
    return session
        .ec2()
        .allocateAddress(
            r ->
                r.domain(DomainType.VPC)
                    .tagSpecifications(ec2(ResourceType.ELASTIC_IP, name + "-nat-" + zone)))
        .allocationId();
  }

  public String findAddress(String id) {
    return unless(
        () ->
            session
                .ec2()
                .describeAddresses(r -> r.allocationIds(id))
                .addresses()
                .getFirst()
                .allocationId());
  }

  public void removeAddress(String id) {
    unless(() -> session.ec2().releaseAddress(r -> r.allocationId(id)));
  }

  public String role(String part) {
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
                    .tags(tags(null, ModuleInAws::iamTag)))
        .role()
        .roleName();
  }

  public String findRole(String id) {
    return unless(() -> session.iam().getRole(r -> r.roleName(id)).role().roleName());
  }

  public void removeRole(String id) {
    unless(() -> session.iam().deleteRole(r -> r.roleName(id)));
  }

  public String user() {
    return session
        .iam()
        .createUser(r -> r.userName(name + "-storage").tags(tags(null, ModuleInAws::iamTag)))
        .user()
        .userName();
  }

  public String findUser(String id) {
    return unless(() -> session.iam().getUser(r -> r.userName(id)).user().userName());
  }

  /** Deletes the bucket with its content: the module sets {@code force_destroy}. */
  public void removeUser(String id) {
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

  /** Creates the bucket without its tags, which a later call sets. */
  public String bucket() {
    String bucket = model.objectStore().bucketName();
    session.s3().createBucket(r -> r.bucket(bucket));
    tagBucket();
    return bucket;
  }

  public void tagBucket() {
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

  /** Returns whether the bucket has its tags. */
  public boolean isBucketTagged() {
    return unless(
            () ->
                session
                    .s3()
                    .getBucketTagging(r -> r.bucket(model.objectStore().bucketName()))
                    .toString())
        != null;
  }

  public String findBucket(String id) {
    return unless(
        () -> {
          session.s3().headBucket(r -> r.bucket(id));
          return id;
        });
  }

  public void removeBucket(String id) {
    unless(() -> session.s3().deleteBucket(r -> r.bucket(id)));
  }
}

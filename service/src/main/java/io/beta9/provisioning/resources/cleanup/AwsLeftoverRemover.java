package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.resources.inventory.Leftover;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/**
 * Deletes leftovers from an AWS account. Load balancers release their network interfaces with a
 * delay, so a later pass may succeed where an earlier one failed.
 */
public final class AwsLeftoverRemover implements LeftoverRemover {
  /** The removable types; a resource that others depend on comes after them. */
  private static final List<String> ORDER =
      List.of(
          "elasticloadbalancing:classic",
          "elasticloadbalancing:loadbalancer",
          "elasticloadbalancing:targetgroup",
          "ec2:network-interface",
          "ec2:volume",
          "ec2:security-group",
          "ec2:route-table",
          "ec2:subnet",
          "ec2:internet-gateway",
          "ec2:elastic-ip",
          "ec2:vpc",
          "kms:key",
          "logs:log-group",
          "secretsmanager:secret");

  /** The longest time within which the deletion of a key can be cancelled. */
  private static final int KEY_DELETION_DAYS = 30;

  private final AwsSession session;

  private final DeletionFence fence;

  public AwsLeftoverRemover(AwsSession session) {
    this(session, DeletionFence.NONE);
  }

  public AwsLeftoverRemover(AwsSession session, DeletionFence fence) {
    this.session = session;
    this.fence = fence;
  }

  @Override
  public List<Leftover> removeAll(List<Leftover> leftovers) {
    List<Leftover> remaining = new ArrayList<>();
    List<Leftover> ordered = new ArrayList<>(leftovers);
    ordered.sort(Comparator.comparingInt(leftover -> ORDER.indexOf(leftover.type())));
    for (Leftover leftover : ordered) {
      if (!leftover.removable() || !ORDER.contains(leftover.type())) {
        remaining.add(leftover);
        continue;
      }
      try {
        AtomicBoolean deleted = new AtomicBoolean();
        fence
            .execute(() -> deleted.set(delete(leftover)))
            .or(() -> deleted.get() ? Optional.empty() : Optional.of("in use"))
            .map(leftover::withDetail)
            .ifPresent(remaining::add);
      } catch (SdkException e) {
        if (!isNotFound(e)) {
          Failure failure = AwsFailures.of("Removing " + leftover.id(), e);
          remaining.add(leftover.withDetail(failure.why()));
        }
      }
    }
    return remaining;
  }

  /** Returns whether the resource was deleted; false if another one uses it. */
  private boolean delete(Leftover leftover) {
    String id = leftover.id();
    switch (leftover.type()) {
      case "ec2:route-table" -> session.ec2().deleteRouteTable(r -> r.routeTableId(id));
      case "ec2:subnet" -> session.ec2().deleteSubnet(r -> r.subnetId(id));
      case "ec2:vpc" -> session.ec2().deleteVpc(r -> r.vpcId(id));
      case "ec2:internet-gateway" -> {
        return deleteInternetGateway(id);
      }
      case "ec2:elastic-ip" -> {
        return releaseAddress(id);
      }
      case "kms:key" -> {
        return scheduleKeyDeletion(id);
      }
      case "elasticloadbalancing:classic" ->
          session.elb().deleteLoadBalancer(r -> r.loadBalancerName(id));
      case "elasticloadbalancing:loadbalancer" ->
          session.elbv2().deleteLoadBalancer(r -> r.loadBalancerArn(id));
      case "elasticloadbalancing:targetgroup" ->
          session.elbv2().deleteTargetGroup(r -> r.targetGroupArn(id));
      case "ec2:network-interface" ->
          session.ec2().deleteNetworkInterface(r -> r.networkInterfaceId(id));
      case "ec2:volume" -> session.ec2().deleteVolume(r -> r.volumeId(id));
      case "ec2:security-group" -> deleteSecurityGroup(id);
      case "logs:log-group" -> session.logs().deleteLogGroup(r -> r.logGroupName(id));
      case "secretsmanager:secret" ->
          session.secrets().deleteSecret(r -> r.secretId(id).forceDeleteWithoutRecovery(true));
      default -> throw new IllegalArgumentException(leftover.type());
    }
    return true;
  }

  private boolean deleteInternetGateway(String id) {
    boolean attached =
        session
            .ec2()
            .describeInternetGateways(r -> r.internetGatewayIds(id))
            .internetGateways()
            .stream()
            .anyMatch(gateway -> !gateway.attachments().isEmpty());
    if (!attached) {
      session.ec2().deleteInternetGateway(r -> r.internetGatewayId(id));
    }
    return !attached;
  }

  private boolean releaseAddress(String id) {
    boolean associated =
        session.ec2().describeAddresses(r -> r.allocationIds(id)).addresses().stream()
            .anyMatch(address -> address.associationId() != null);
    if (!associated) {
      session.ec2().releaseAddress(r -> r.allocationId(id));
    }
    return !associated;
  }

  /** A key without an alias has never been used by the module; its deletion can be cancelled. */
  private boolean scheduleKeyDeletion(String id) {
    boolean named =
        session.kms().listAliasesPaginator().aliases().stream()
            .anyMatch(alias -> id.equals(alias.targetKeyId()));
    if (!named) {
      session.kms().scheduleKeyDeletion(r -> r.keyId(id).pendingWindowInDays(KEY_DELETION_DAYS));
    }
    return !named;
  }

  /** Rules are deleted first: groups that refer to each other cannot be deleted otherwise. */
  private void deleteSecurityGroup(String id) {
    for (SecurityGroup group :
        session.ec2().describeSecurityGroups(r -> r.groupIds(id)).securityGroups()) {
      List<IpPermission> ingress = group.ipPermissions();
      List<IpPermission> egress = group.ipPermissionsEgress();
      if (!ingress.isEmpty()) {
        session.ec2().revokeSecurityGroupIngress(r -> r.groupId(id).ipPermissions(ingress));
      }
      if (!egress.isEmpty()) {
        session.ec2().revokeSecurityGroupEgress(r -> r.groupId(id).ipPermissions(egress));
      }
    }
    revokeReferences(id);
    session.ec2().deleteSecurityGroup(r -> r.groupId(id));
  }

  /**
   * A group whose rules refer to this one prevents its deletion; such rules have lost their use.
   */
  private void revokeReferences(String id) {
    for (SecurityGroup group : groupsReferringTo(id, "ip-permission.group-id")) {
      List<IpPermission> references = references(group.ipPermissions(), id);
      if (!references.isEmpty()) {
        session
            .ec2()
            .revokeSecurityGroupIngress(r -> r.groupId(group.groupId()).ipPermissions(references));
      }
    }
    for (SecurityGroup group : groupsReferringTo(id, "egress.ip-permission.group-id")) {
      List<IpPermission> references = references(group.ipPermissionsEgress(), id);
      if (!references.isEmpty()) {
        session
            .ec2()
            .revokeSecurityGroupEgress(r -> r.groupId(group.groupId()).ipPermissions(references));
      }
    }
  }

  private List<SecurityGroup> groupsReferringTo(String id, String filter) {
    return session
        .ec2()
        .describeSecurityGroupsPaginator(r -> r.filters(f -> f.name(filter).values(id)))
        .securityGroups()
        .stream()
        .filter(group -> !group.groupId().equals(id))
        .toList();
  }

  private static List<IpPermission> references(List<IpPermission> rules, String id) {
    return rules.stream()
        .filter(rule -> refersTo(rule, id))
        .map(rule -> onlyReference(rule, id))
        .toList();
  }

  private static boolean refersTo(IpPermission rule, String id) {
    return rule.userIdGroupPairs().stream().anyMatch(pair -> id.equals(pair.groupId()));
  }

  private static IpPermission onlyReference(IpPermission rule, String id) {
    return rule.toBuilder()
        .ipRanges(List.of())
        .ipv6Ranges(List.of())
        .prefixListIds(List.of())
        .userIdGroupPairs(
            rule.userIdGroupPairs().stream().filter(pair -> id.equals(pair.groupId())).toList())
        .build();
  }

  private static boolean isNotFound(SdkException e) {
    return AwsFailures.hasCode(
            e,
            "ResourceNotFoundException",
            "NotFoundException",
            "LoadBalancerNotFound",
            "AccessPointNotFound",
            "TargetGroupNotFound")
        || (e instanceof Ec2Exception ec2 && AwsFailures.code(ec2).contains("NotFound"));
  }
}

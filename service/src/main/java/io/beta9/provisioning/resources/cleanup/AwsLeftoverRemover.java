package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDescriptor;
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
  private static final ResourceCatalog CATALOG = ResourceCatalog.AWS;

  /** What the cluster and the service create; a resource that others depend on comes after them. */
  private static final List<String> OTHERS =
      List.of(
          "elasticloadbalancing:classic",
          "elasticloadbalancing:loadbalancer",
          "elasticloadbalancing:targetgroup",
          "ec2:network-interface",
          "ec2:volume",
          "ec2:security-group",
          "logs:log-group",
          "secretsmanager:secret");

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
    ordered.sort(Comparator.comparingInt(leftover -> order(leftover.type())));
    for (Leftover leftover : ordered) {
      if (!leftover.removable() || !isDeletable(leftover.type())) {
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

  private static boolean isDeletable(String type) {
    return OTHERS.contains(type) || CATALOG.deletion(type).isPresent();
  }

  /** The module's resources come after those that the cluster created in them. */
  private static int order(String type) {
    return OTHERS.contains(type)
        ? OTHERS.indexOf(type)
        : CATALOG
            .comparable(type)
            .map(ResourceDescriptor::type)
            .map(CATALOG::dependencyOrder)
            .map(dependencies -> OTHERS.size() + CATALOG.types().size() - dependencies)
            .orElse(0);
  }

  /** Returns whether the resource was deleted; false if another one uses it. */
  private boolean delete(Leftover leftover) {
    if (OTHERS.contains(leftover.type())) {
      deleteOther(leftover.type(), leftover.id());
      return true;
    }
    return CATALOG
        .deletion(leftover.type())
        .orElseThrow()
        .deletion()
        .delete(session, leftover.id());
  }

  private void deleteOther(String type, String id) {
    switch (type) {
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
      default -> throw new IllegalArgumentException(type);
    }
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

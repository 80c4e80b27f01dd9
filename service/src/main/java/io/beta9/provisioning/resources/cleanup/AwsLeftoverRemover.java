package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.resources.inventory.Leftover;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
          "logs:log-group",
          "secretsmanager:secret");

  private final AwsSession session;

  public AwsLeftoverRemover(AwsSession session) {
    this.session = session;
  }

  @Override
  public boolean removes(String type) {
    return ORDER.contains(type);
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
        delete(leftover);
      } catch (SdkException e) {
        if (!isNotFound(e)) {
          Failure failure = AwsFailures.of("Removing " + leftover.id(), e);
          remaining.add(leftover.withDetail(failure.why()));
        }
      }
    }
    return remaining;
  }

  private void delete(Leftover leftover) {
    String id = leftover.id();
    switch (leftover.type()) {
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
    for (SecurityGroup group :
        session
            .ec2()
            .describeSecurityGroupsPaginator(
                r -> r.filters(f -> f.name("ip-permission.group-id").values(id)))
            .securityGroups()) {
      List<IpPermission> references =
          group.ipPermissions().stream()
              .filter(rule -> refersTo(rule, id))
              .map(rule -> onlyReference(rule, id))
              .toList();
      if (!references.isEmpty() && !group.groupId().equals(id)) {
        session
            .ec2()
            .revokeSecurityGroupIngress(r -> r.groupId(group.groupId()).ipPermissions(references));
      }
    }
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
    return AwsFailures.hasCode(e, "ResourceNotFoundException", "LoadBalancerNotFound")
        || e instanceof Ec2Exception ec2 && AwsFailures.code(ec2).contains("NotFound");
  }
}

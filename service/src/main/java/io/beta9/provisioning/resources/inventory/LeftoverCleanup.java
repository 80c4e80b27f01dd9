package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/**
 * Removes what a cluster leaves behind and Terraform never knew of. Takes only what {@link
 * Inventory} has proven ours, and one thing's refusal does not stop the others: load balancers let
 * go of their network interfaces by and by, so a later pass may succeed where this one does not.
 */
public final class LeftoverCleanup {
  /** What holds on to other things comes before those. */
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

  public LeftoverCleanup(AwsSession session) {
    this.session = session;
  }

  /** Whether things of this type are removed at all. */
  public static boolean removes(String type) {
    return ORDER.contains(type);
  }

  /** One pass; returns what was not removed, with the reason in its detail. */
  public List<Leftover> remove(List<Leftover> leftovers) {
    List<Leftover> remaining = new ArrayList<>();
    List<Leftover> ordered = new ArrayList<>(leftovers);
    ordered.sort(Comparator.comparingInt(leftover -> ORDER.indexOf(leftover.type())));
    for (Leftover leftover : ordered) {
      if (!leftover.removable() || !ORDER.contains(leftover.type())) {
        remaining.add(leftover);
        continue;
      }
      try {
        removeOne(leftover);
      } catch (SdkException e) {
        if (!isAbsent(e)) {
          Failure failure = AwsFailures.of("Removing " + leftover.id(), e);
          remaining.add(leftover.because(failure.why()));
        }
      }
    }
    return remaining;
  }

  private void removeOne(Leftover leftover) {
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
      case "ec2:security-group" -> removeSecurityGroup(id);
      case "logs:log-group" -> session.logs().deleteLogGroup(r -> r.logGroupName(id));
      case "secretsmanager:secret" ->
          session.secrets().deleteSecret(r -> r.secretId(id).forceDeleteWithoutRecovery(true));
      default -> throw new IllegalArgumentException(leftover.type());
    }
  }

  /** Groups that name each other in their rules hold each other fast, so the rules go first. */
  private void removeSecurityGroup(String id) {
    for (SecurityGroup group :
        session.ec2().describeSecurityGroups(r -> r.groupIds(id)).securityGroups()) {
      List<IpPermission> in = group.ipPermissions();
      List<IpPermission> out = group.ipPermissionsEgress();
      if (!in.isEmpty()) {
        session.ec2().revokeSecurityGroupIngress(r -> r.groupId(id).ipPermissions(in));
      }
      if (!out.isEmpty()) {
        session.ec2().revokeSecurityGroupEgress(r -> r.groupId(id).ipPermissions(out));
      }
    }
    session.ec2().deleteSecurityGroup(r -> r.groupId(id));
  }

  private static boolean isAbsent(SdkException e) {
    return AwsFailures.hasCode(e, "ResourceNotFoundException", "LoadBalancerNotFound")
        || e instanceof Ec2Exception ec2 && AwsFailures.code(ec2).contains("NotFound");
  }
}

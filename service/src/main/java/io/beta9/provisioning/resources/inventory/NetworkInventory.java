package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/** Lists NAT gateways and security groups, those created by the cluster included. */
public final class NetworkInventory {
  /** AWS deletes failed gateways itself. */
  private static final Set<NatGatewayState> DELETED =
      Set.of(NatGatewayState.DELETED, NatGatewayState.DELETING, NatGatewayState.FAILED);

  /** The tag that EKS sets on what it creates for a cluster. */
  private static final String EKS_CLUSTER = "aws:eks:cluster-name";

  private final AwsSession session;

  public NetworkInventory(AwsSession session) {
    this.session = session;
  }

  public List<Leftover> natGateways(ResourceScope scope) {
    List<Leftover> found = new ArrayList<>();
    for (Filter tag : ScopeFilters.byTag(scope)) {
      session.ec2().describeNatGatewaysPaginator(r -> r.filter(tag)).natGateways().stream()
          .filter(gateway -> !DELETED.contains(gateway.state()))
          .map(
              gateway ->
                  Leftover.ofEc2(
                      session,
                      "natgateway",
                      gateway.natGatewayId(),
                      false,
                      gateway.stateAsString()))
          .forEach(found::add);
    }
    return found;
  }

  /**
   * A security group is removable if the cluster created it: those of Terraform have no tag of the
   * cluster, and those of Beta9's load balancers have the environment's tags in addition.
   */
  public List<Leftover> securityGroups(ResourceScope scope) {
    return groups(scope).stream().map(group -> leftover(group, scope)).toList();
  }

  /**
   * Returns the security groups that the cluster's controllers created.
   *
   * @param clusterExists whether that of EKS is still in use
   */
  List<Leftover> securityGroupsOfControllers(ResourceScope scope, boolean clusterExists) {
    return groups(scope).stream()
        .filter(
            group ->
                !clusterExists
                    || group.tags().stream().noneMatch(tag -> tag.key().equals(EKS_CLUSTER)))
        .map(group -> leftover(group, scope))
        .filter(Leftover::removable)
        .toList();
  }

  private List<SecurityGroup> groups(ResourceScope scope) {
    List<SecurityGroup> found = new ArrayList<>();
    for (Filter tag : ScopeFilters.byTag(scope)) {
      session.ec2().describeSecurityGroupsPaginator(r -> r.filters(tag)).securityGroups().stream()
          .forEach(found::add);
    }
    return found.stream().distinct().toList();
  }

  private Leftover leftover(SecurityGroup group, ResourceScope scope) {
    boolean byCluster =
        group.tags().stream()
            .anyMatch(
                tag ->
                    tag.key().equals(scope.clusterTag()) && tag.value().equals("owned")
                        || tag.key().equals("elbv2.k8s.aws/cluster"));
    return Leftover.ofEc2(session, "security-group", group.groupId(), byCluster, group.groupName());
  }
}

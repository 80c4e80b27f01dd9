package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists what the controllers of a cluster created outside the cluster and Terraform does not
 * manage: load balancers, target groups, network interfaces, volumes and security groups. What EKS
 * manages itself is not listed: the instances of node groups, and its security group while the
 * cluster exists.
 */
public final class ControllerInventory implements ResourceInventory {
  private final AwsSession session;

  public ControllerInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> list(ResourceScope scope) {
    List<Leftover> found = new ArrayList<>(new LoadBalancerInventory(session).list(scope));
    new ClusterCreatedInventory(session)
        .list(scope).stream()
            .filter(leftover -> !leftover.type().equals("ec2:instance"))
            .forEach(found::add);
    // EKS deletes its security group with the cluster, unless an interface still used it.
    boolean clusterExists = !new ClusterInventory(session).list(scope).isEmpty();
    found.addAll(new NetworkInventory(session).securityGroupsOfControllers(scope, clusterExists));
    return found.stream().distinct().toList();
  }
}

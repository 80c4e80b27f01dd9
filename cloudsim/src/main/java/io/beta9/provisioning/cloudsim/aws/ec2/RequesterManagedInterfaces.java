package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2State;
import io.beta9.provisioning.cloudsim.aws.ec2.network.NetworkInterfaces;
import io.beta9.provisioning.cloudsim.aws.ec2.network.SecurityGroups;
import io.beta9.provisioning.cloudsim.aws.ec2.network.Subnets;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/**
 * The network interfaces that other services (EKS control planes, databases, caches, load
 * balancers) own in a customer's subnets. Until they are released, neither the subnets nor the
 * security groups can be deleted. Callers hold the cloud's lock.
 */
public final class RequesterManagedInterfaces {
  private final Cloud cloud;
  private final InstantSource clock;

  RequesterManagedInterfaces(Cloud cloud, InstantSource clock) {
    this.cloud = cloud;
    this.clock = clock;
  }

  /**
   * Creates one interface in each of these subnets.
   *
   * @param owner a unique name of the owner, preferably its ARN
   * @throws io.beta9.provisioning.cloudsim.aws.AwsErrorException with EC2's error if a subnet or
   *     security group does not exist
   */
  public List<NetworkInterface> attach(
      String account,
      String region,
      Collection<String> subnetIds,
      Collection<String> securityGroupIds,
      String description,
      String owner) {
    Ec2Scope scope = Ec2Scopes.open(cloud, account, region, clock.instant());
    subnetIds.forEach(subnet -> Subnets.require(scope, subnet));
    securityGroupIds.forEach(group -> SecurityGroups.require(scope, group));
    List<NetworkInterface> created = new ArrayList<>();
    for (String subnet : subnetIds) {
      created.add(
          NetworkInterfaces.add(
              scope,
              Subnets.require(scope, subnet),
              securityGroupIds,
              item -> item.description(description).requesterManaged(true),
              owner));
    }
    return created;
  }

  /** Assigns a public address to an interface, as for an internet-facing load balancer. */
  public void publish(String account, String region, NetworkInterface networkInterface) {
    Ec2Scope scope = Ec2Scopes.open(cloud, account, region, clock.instant());
    scope
        .state()
        .networkInterfaces
        .put(
            networkInterface.networkInterfaceId(),
            networkInterface.toBuilder()
                .association(
                    to -> to.publicIp(scope.state().nextPublicAddress()).ipOwnerId("amazon-elb"))
                .build());
  }

  /** Deletes every interface of this owner, in all accounts and regions. */
  public void release(String owner) {
    for (Ec2State state : cloud.store().findAll(Ec2State.class)) {
      List<String> networkInterface =
          state.interfaceOwners.entrySet().stream()
              .filter(entry -> entry.getValue().equals(owner))
              .map(Map.Entry::getKey)
              .toList();
      for (String id : networkInterface) {
        state.networkInterfaces.remove(id);
        state.interfaceOwners.remove(id);
        state.forgetTags(id);
      }
    }
  }

  /** Returns the interfaces of this owner in an account and region. */
  public List<NetworkInterface> of(String account, String region, String owner) {
    return NetworkInterfaces.of(Ec2Scopes.open(cloud, account, region, clock.instant()), owner);
  }
}

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
 * The network interfaces that other services (an EKS control plane, a database, a cache, a load
 * balancer) hold in a customer's subnets. While they are held, neither the subnets nor the security
 * groups can be deleted. Called within the cloud's lock.
 */
public final class RequesterManagedInterfaces {
  private final Cloud cloud;
  private final InstantSource clock;

  RequesterManagedInterfaces(Cloud cloud, InstantSource clock) {
    this.cloud = cloud;
    this.clock = clock;
  }

  /**
   * Puts one interface into each of these subnets.
   *
   * @param owner whoever holds them, by a name that nobody else has: best the ARN
   * @throws io.beta9.provisioning.cloudsim.aws.AwsErrorException where a subnet or group does not
   *     exist, in EC2's words
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

  /** Gives one interface a public address, as an internet-facing load balancer has. */
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

  /** Removes every interface that this owner holds, wherever it is. */
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

  /** The interfaces that this owner holds in an account and region. */
  public List<NetworkInterface> of(String account, String region, String owner) {
    return NetworkInterfaces.of(Ec2Scopes.open(cloud, account, region, clock.instant()), owner);
  }
}

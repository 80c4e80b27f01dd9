package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;

/**
 * Counts the resources in the account and region that count against a quota. Resources that belong
 * to the environment of the model, by tag or by name, are not counted.
 */
public final class QuotaUsage {
  private final AwsSession session;

  QuotaUsage(AwsSession session) {
    this.session = session;
  }

  public long vpcs(InfraModel model) {
    return session.ec2().describeVpcsPaginator().vpcs().stream()
        .filter(vpc -> isForeign(vpc.tags(), model))
        .count();
  }

  public long elasticIps(InfraModel model) {
    return session.ec2().describeAddresses().addresses().stream()
        .filter(address -> isForeign(address.tags(), model))
        .count();
  }

  /** Returns the number of NAT gateways in that zone of the environment which has most of them. */
  public long natGatewaysInFullestZone(InfraModel model) {
    Map<String, String> zoneOfSubnet =
        session.ec2().describeSubnetsPaginator().subnets().stream()
            .collect(Collectors.toMap(s -> s.subnetId(), s -> s.availabilityZone()));
    Map<String, Long> byZone =
        session.ec2().describeNatGatewaysPaginator().natGateways().stream()
            .filter(
                gateway ->
                    gateway.state() == NatGatewayState.AVAILABLE
                        || gateway.state() == NatGatewayState.PENDING)
            .filter(gateway -> isForeign(gateway.tags(), model))
            .collect(
                Collectors.groupingBy(
                    gateway -> zoneOfSubnet.getOrDefault(gateway.subnetId(), ""),
                    TreeMap::new,
                    Collectors.counting()));
    return model.network().availabilityZones().stream()
        .mapToLong(zone -> byZone.getOrDefault(zone, 0L))
        .max()
        .orElse(0);
  }

  public long clusters(InfraModel model) {
    return session.eks().listClustersPaginator().clusters().stream()
        .filter(name -> !name.equals(model.resourcePrefix()))
        .count();
  }

  public long databaseInstances(InfraModel model) {
    return session.rds().describeDBInstancesPaginator().dbInstances().stream()
        .filter(database -> !database.dbInstanceIdentifier().equals(model.resourcePrefix()))
        .count();
  }

  public long cacheNodes(InfraModel model) {
    return session.elasticache().describeCacheClustersPaginator().cacheClusters().stream()
        .filter(cache -> !model.resourcePrefix().equals(cache.replicationGroupId()))
        .count();
  }

  /** Returns the number of Network Load Balancers outside the VPCs of the environment. */
  public long networkLoadBalancers(InfraModel model) {
    Set<String> ownVpcs =
        session.ec2().describeVpcsPaginator().vpcs().stream()
            .filter(vpc -> !isForeign(vpc.tags(), model))
            .map(Vpc::vpcId)
            .collect(Collectors.toSet());
    return session.elbv2().describeLoadBalancersPaginator().loadBalancers().stream()
        .filter(balancer -> balancer.type() == LoadBalancerTypeEnum.NETWORK)
        .filter(balancer -> !ownVpcs.contains(balancer.vpcId()))
        .count();
  }

  private static boolean isForeign(List<Tag> tags, InfraModel model) {
    return tags.stream()
        .noneMatch(
            tag ->
                tag.key().equals(ResourceNaming.ENVIRONMENT_ID_TAG)
                    && tag.value().equals(model.environmentId()));
  }
}

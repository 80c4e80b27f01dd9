package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuotasException;

/**
 * What the account still has of what will be made. What is this environment's own is not counted.
 */
final class QuotaCheck implements Preflight.PreflightCheck {
  private static final String ID_TAG = "beta9:environment-id";

  private final AwsSession session;

  QuotaCheck(AwsSession session) {
    this.session = session;
  }

  /** A limit, how much others use of it, and how much of it this environment needs. */
  private record Need(String service, String code, String name, long used, long needed) {}

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    List<PreflightFinding> findings = new ArrayList<>();
    for (Need need : needs(model)) {
      OptionalDouble limit = limit(need);
      if (limit.isPresent() && need.used() + need.needed() > limit.getAsDouble()) {
        findings.add(exceeded(need, (long) limit.getAsDouble()));
      }
    }
    return findings;
  }

  private List<Need> needs(InfraModel model) {
    return calling(
        "Counting what the account has",
        () -> {
          String id = model.environmentId();
          long gateways =
              model.network().natGatewayPerZone() ? model.network().availabilityZones().size() : 1;
          List<Need> needs = new ArrayList<>();
          needs.add(new Need("vpc", "L-F678F1CE", "VPCs per Region", foreignVpcs(id), 1));
          needs.add(
              new Need("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", foreignAddresses(id), gateways));
          needs.add(
              new Need(
                  "vpc",
                  "L-FE5A380F",
                  "NAT gateways per Availability Zone",
                  mostForeignGatewaysInAZone(id, model.network()),
                  1));
          needs.add(
              new Need(
                  "eks", "L-1194D53C", "Clusters", foreignClusters(model.resourcePrefix()), 1));
          needs.add(
              new Need(
                  "rds",
                  "L-7B6409FD",
                  "DB instances",
                  foreignDatabases(model.resourcePrefix()),
                  1));
          needs.add(
              new Need(
                  "elasticache",
                  "L-DFE45DF3",
                  "Nodes per Region",
                  foreignCaches(model.resourcePrefix()),
                  model.redis().replicas() + 1L));
          needs.add(
              new Need(
                  "elasticloadbalancing",
                  "L-69A177A2",
                  "Network Load Balancers per Region",
                  foreignLoadBalancers(id),
                  1));
          needs.addAll(vcpus(model));
          return needs;
        });
  }

  private long foreignVpcs(String id) {
    return session.ec2().describeVpcsPaginator().vpcs().stream()
        .filter(vpc -> isForeign(vpc.tags(), id))
        .count();
  }

  private long foreignAddresses(String id) {
    return session.ec2().describeAddresses().addresses().stream()
        .filter(address -> isForeign(address.tags(), id))
        .count();
  }

  private long mostForeignGatewaysInAZone(String id, InfraModel.Network network) {
    Map<String, String> zoneOfSubnet =
        session.ec2().describeSubnetsPaginator().subnets().stream()
            .collect(Collectors.toMap(s -> s.subnetId(), s -> s.availabilityZone()));
    Map<String, Long> byZone =
        session.ec2().describeNatGatewaysPaginator().natGateways().stream()
            .filter(
                gateway ->
                    gateway.state() == NatGatewayState.AVAILABLE
                        || gateway.state() == NatGatewayState.PENDING)
            .filter(gateway -> isForeign(gateway.tags(), id))
            .collect(
                Collectors.groupingBy(
                    gateway -> zoneOfSubnet.getOrDefault(gateway.subnetId(), ""),
                    TreeMap::new,
                    Collectors.counting()));
    return network.availabilityZones().stream()
        .mapToLong(zone -> byZone.getOrDefault(zone, 0L))
        .max()
        .orElse(0);
  }

  private long foreignClusters(String own) {
    return session.eks().listClustersPaginator().clusters().stream()
        .filter(name -> !name.equals(own))
        .count();
  }

  private long foreignDatabases(String own) {
    return session.rds().describeDBInstancesPaginator().dbInstances().stream()
        .filter(database -> !database.dbInstanceIdentifier().equals(own))
        .count();
  }

  private long foreignCaches(String own) {
    return session.elasticache().describeCacheClustersPaginator().cacheClusters().stream()
        .filter(cache -> !own.equals(cache.replicationGroupId()))
        .count();
  }

  private long foreignLoadBalancers(String id) {
    Set<String> own =
        session.ec2().describeVpcsPaginator().vpcs().stream()
            .filter(vpc -> !isForeign(vpc.tags(), id))
            .map(Vpc::vpcId)
            .collect(Collectors.toSet());
    return session.elbv2().describeLoadBalancersPaginator().loadBalancers().stream()
        .filter(balancer -> balancer.type() == LoadBalancerTypeEnum.NETWORK)
        .filter(balancer -> !own.contains(balancer.vpcId()))
        .count();
  }

  private List<Need> vcpus(InfraModel model) {
    VcpuUsage count = new VcpuUsage(session);
    Map<String, Long> used = count.usedByOthers(model);
    return count.needed(model).entrySet().stream()
        .map(
            entry ->
                new Need(
                    "ec2",
                    entry.getKey(),
                    "vCPUs of running On-Demand instances",
                    used.getOrDefault(entry.getKey(), 0L),
                    entry.getValue()))
        .toList();
  }

  private OptionalDouble limit(Need need) {
    return calling(
        "Reading the account's quotas",
        () ->
            applied(need)
                .or(() -> byDefault(need))
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty));
  }

  private Optional<Double> applied(Need need) {
    try {
      return Optional.ofNullable(
          session
              .quotas()
              .getServiceQuota(r -> r.serviceCode(need.service()).quotaCode(need.code()))
              .quota()
              .value());
    } catch (ServiceQuotasException e) {
      if (hasCode(e, "NoSuchResourceException")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Accounts that never asked for another value have none of their own. */
  private Optional<Double> byDefault(Need need) {
    try {
      return Optional.ofNullable(
          session
              .quotas()
              .getAWSDefaultServiceQuota(r -> r.serviceCode(need.service()).quotaCode(need.code()))
              .quota()
              .value());
    } catch (ServiceQuotasException e) {
      if (hasCode(e, "NoSuchResourceException")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static PreflightFinding exceeded(Need need, long limit) {
    return PreflightFinding.blocking(
        FailureClass.QUOTA,
        "quota",
        "the quota '"
            + need.name()
            + "' is "
            + limit
            + ", of which "
            + need.used()
            + " are in use, and "
            + need.needed()
            + " more are needed",
        "Raise it in Service Quotas (" + need.service() + ", " + need.code() + "), then retry");
  }

  private static boolean isForeign(List<Tag> tags, String id) {
    return tags.stream().noneMatch(tag -> tag.key().equals(ID_TAG) && tag.value().equals(id));
  }
}

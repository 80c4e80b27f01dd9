package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.ec2.compute.Instances;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.network.RouteTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * The network of an EKS cluster as discovered by its cloud provider: the VPC from the cluster's
 * nodes or its control plane's interfaces, the subnets for load balancers from their tags.
 */
public final class ClusterNetwork {
  private final Ec2Scope scope;
  private final @Nullable String vpc;

  ClusterNetwork(Ec2Scope scope, String cluster) {
    this.scope = scope;
    Stream<String> ofNodes =
        scope.state().instances.values().stream()
            .filter(item -> cluster.equals(Instances.tags(scope, item).get("eks:cluster-name")))
            .map(item -> item.vpcId());
    Stream<String> ofControlPlane =
        scope.state().networkInterfaces.values().stream()
            .filter(item -> ("Amazon EKS " + cluster).equals(item.description()))
            .map(NetworkInterface::vpcId);
    Optional<String> found =
        Stream.concat(ofControlPlane, ofNodes).filter(Objects::nonNull).findFirst();
    this.vpc = found.orElse(null);
  }

  /**
   * Returns the id of the cluster's VPC.
   *
   * @throws io.beta9.provisioning.cloudsim.aws.AwsErrorException if the cluster has no network
   *     interface or node in a VPC
   */
  public String vpcId() {
    if (vpc == null) {
      throw Ec2Errors.vpcNotFound("of the cluster");
    }
    return vpc;
  }

  /**
   * Returns one subnet per zone for a load balancer: those with the role tag or, if none has it,
   * those with a route to the internet (for internal load balancers, those without one).
   */
  public List<Subnet> balancerSubnets(boolean internal) {
    String role = internal ? "kubernetes.io/role/internal-elb" : "kubernetes.io/role/elb";
    List<Subnet> all =
        scope.state().subnets.values().stream().filter(item -> item.vpcId().equals(vpc)).toList();
    List<Subnet> tagged =
        all.stream()
            .filter(item -> scope.state().tagsOf(item.subnetId()).containsKey(role))
            .toList();
    Map<String, Subnet> byZone = new LinkedHashMap<>();
    (tagged.isEmpty() ? all.stream().filter(item -> isPublic(item) != internal) : tagged.stream())
        .forEach(item -> byZone.putIfAbsent(item.availabilityZone(), item));
    return List.copyOf(byZone.values());
  }

  private boolean isPublic(Subnet subnet) {
    List<RouteTable> tables =
        scope.state().routeTables.values().stream()
            .filter(table -> table.vpcId().equals(subnet.vpcId()))
            .toList();
    Optional<RouteTable> own =
        tables.stream()
            .filter(
                table ->
                    table.associations().stream()
                        .anyMatch(item -> subnet.subnetId().equals(item.subnetId())))
            .findFirst();
    return own.or(() -> tables.stream().filter(RouteTables::isMain).findFirst()).stream()
        .flatMap(table -> table.routes().stream())
        .anyMatch(route -> route.gatewayId() != null && route.gatewayId().startsWith("igw-"));
  }
}

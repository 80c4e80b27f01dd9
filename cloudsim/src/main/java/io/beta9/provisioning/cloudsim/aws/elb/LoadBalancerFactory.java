package io.beta9.provisioning.cloudsim.aws.elb;

import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.elasticloadbalancing.model.ListenerDescription;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AvailabilityZone;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** Creates load balancers with their names, addresses and network interfaces. */
record LoadBalancerFactory(Instant now, Ec2Service ec2) {

  /** The properties of a load balancer to create. */
  record Spec(
      LoadBalancedService service,
      String name,
      List<Subnet> subnets,
      String group,
      Map<String, String> tags) {

    String account() {
      return service.account();
    }

    String region() {
      return service.region();
    }

    List<String> subnetIds() {
      return subnets.stream().map(Subnet::subnetId).toList();
    }

    String scheme() {
      return service.internal() ? "internal" : "internet-facing";
    }

    String prefix() {
      return service.internal() ? "internal-" : "";
    }
  }

  private static String suffix(Spec spec) {
    return Partition.ofRegion(spec.region()).dnsSuffix();
  }

  /** Creates a classic load balancer, and returns its host name. */
  String createClassic(ElbState state, Spec spec) {
    String arn = ClassicLoadBalancers.arn(spec.account(), spec.region(), spec.name());
    String host =
        spec.prefix()
            + spec.name()
            + "-"
            + Math.abs(spec.name().hashCode() % 1_000_000_000)
            + "."
            + spec.region()
            + ".elb."
            + suffix(spec);
    attachInterfaces(spec, "ELB " + spec.name(), arn);
    state.classicLoadBalancers.put(
        spec.name(),
        LoadBalancerDescription.builder()
            .loadBalancerName(spec.name())
            .dnsName(host)
            .canonicalHostedZoneName(host)
            .canonicalHostedZoneNameID("Z35SXDOTRQ7X7K")
            .vpcId(spec.subnets().getFirst().vpcId())
            .subnets(spec.subnetIds())
            .availabilityZones(spec.subnets().stream().map(Subnet::availabilityZone).toList())
            .securityGroups(spec.group())
            .scheme(spec.scheme())
            .listenerDescriptions(
                spec.service().ports().stream()
                    .map(
                        port ->
                            ListenerDescription.builder()
                                .listener(
                                    item ->
                                        item.protocol("TCP")
                                            .loadBalancerPort(port)
                                            .instanceProtocol("TCP")
                                            .instancePort(port))
                                .build())
                    .toList())
            .createdTime(now)
            .build());
    state.tag(arn, spec.tags());
    return host;
  }

  /**
   * Creates a network load balancer with listeners and target groups, and returns its host name.
   */
  String createNetwork(ElbState state, Spec spec) {
    String id = spec.name().substring(1, 17);
    String path = "net/" + spec.name() + "/" + id;
    String base =
        Partition.ofRegion(spec.region())
            .arn("elasticloadbalancing", spec.region(), spec.account(), "");
    String arn = base + "loadbalancer/" + path;
    String host =
        spec.prefix() + spec.name() + "-" + id + ".elb." + spec.region() + "." + suffix(spec);
    attachInterfaces(spec, "ELB " + path, arn);
    String vpc = spec.subnets().getFirst().vpcId();
    state.networkLoadBalancers.put(
        arn,
        LoadBalancer.builder()
            .loadBalancerArn(arn)
            .loadBalancerName(spec.name())
            .dnsName(host)
            .canonicalHostedZoneId("Z26RNL4JYFTOTI")
            .createdTime(now)
            .scheme(spec.scheme())
            .type("network")
            .vpcId(vpc)
            .ipAddressType("ipv4")
            .securityGroups(spec.group())
            .availabilityZones(
                spec.subnets().stream()
                    .map(
                        subnet ->
                            AvailabilityZone.builder()
                                .zoneName(subnet.availabilityZone())
                                .subnetId(subnet.subnetId())
                                .build())
                    .toList())
            .build());
    state.tag(arn, spec.tags());
    for (int port : spec.service().ports()) {
      addListener(state, spec, arn, port);
    }
    return host;
  }

  private static void addListener(ElbState state, Spec spec, String loadBalancerArn, int port) {
    String path = loadBalancerArn.substring(loadBalancerArn.indexOf("/") + 1);
    String base = loadBalancerArn.substring(0, loadBalancerArn.indexOf("loadbalancer/"));
    String id =
        String.format("%016x", (spec.name().hashCode() * 65537L + port) & 0x0fffffffffffffffL);
    String name = "k8s-" + spec.name().substring(1, 11) + "-" + port;
    String targets = base + "targetgroup/" + name + "/" + id;
    state.targetGroups.put(
        targets,
        TargetGroup.builder()
            .targetGroupArn(targets)
            .targetGroupName(name)
            .protocol("TCP")
            .port(port)
            .vpcId(spec.subnets().getFirst().vpcId())
            .targetType("ip")
            .loadBalancerArns(loadBalancerArn)
            .build());
    state.tag(targets, spec.tags());
    String listener = base + "listener/" + path + "/" + id;
    state.listeners.put(
        listener,
        Listener.builder()
            .listenerArn(listener)
            .loadBalancerArn(loadBalancerArn)
            .port(port)
            .protocol(spec.service().options().tlsPorts().contains(port) ? "TLS" : "TCP")
            .defaultActions(Action.builder().type("forward").targetGroupArn(targets).build())
            .build());
  }

  private void attachInterfaces(Spec spec, String description, String owner) {
    ec2.networkInterfaces()
        .attach(
            spec.account(),
            spec.region(),
            spec.subnetIds(),
            List.of(spec.group()),
            description,
            owner)
        .forEach(
            networkInterface -> {
              if (!spec.service().internal()) {
                ec2.networkInterfaces().publish(spec.account(), spec.region(), networkInterface);
              }
            });
  }
}

package io.beta9.provisioning.cloudsim.aws.elb;

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

/** Load balancers as they are made: their names, addresses and interfaces. */
record LoadBalancerFactory(Instant now, Ec2Service ec2) {

  /** What is to be made. */
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

  /** Makes a classic one; answers its host name. */
  String createClassic(ElbState state, Spec made) {
    String arn = ClassicLoadBalancers.arn(made.account(), made.region(), made.name());
    String host =
        made.prefix()
            + made.name()
            + "-"
            + Math.abs(made.name().hashCode() % 1_000_000_000)
            + "."
            + made.region()
            + ".elb.amazonaws.com";
    attachInterfaces(made, "ELB " + made.name(), arn);
    state.classicLoadBalancers.put(
        made.name(),
        LoadBalancerDescription.builder()
            .loadBalancerName(made.name())
            .dnsName(host)
            .canonicalHostedZoneName(host)
            .canonicalHostedZoneNameID("Z35SXDOTRQ7X7K")
            .vpcId(made.subnets().getFirst().vpcId())
            .subnets(made.subnetIds())
            .availabilityZones(made.subnets().stream().map(Subnet::availabilityZone).toList())
            .securityGroups(made.group())
            .scheme(made.scheme())
            .listenerDescriptions(
                made.service().ports().stream()
                    .map(
                        port ->
                            ListenerDescription.builder()
                                .listener(
                                    one ->
                                        one.protocol("TCP")
                                            .loadBalancerPort(port)
                                            .instanceProtocol("TCP")
                                            .instancePort(port))
                                .build())
                    .toList())
            .createdTime(now)
            .build());
    state.tag(arn, made.tags());
    return host;
  }

  /** Makes a network one with a listener and a target group; answers its host name. */
  String createNetwork(ElbState state, Spec made) {
    String id = made.name().substring(1, 17);
    String path = "net/" + made.name() + "/" + id;
    String base = "arn:aws:elasticloadbalancing:" + made.region() + ":" + made.account() + ":";
    String arn = base + "loadbalancer/" + path;
    String host =
        made.prefix() + made.name() + "-" + id + ".elb." + made.region() + ".amazonaws.com";
    attachInterfaces(made, "ELB " + path, arn);
    String vpc = made.subnets().getFirst().vpcId();
    state.networkLoadBalancers.put(
        arn,
        LoadBalancer.builder()
            .loadBalancerArn(arn)
            .loadBalancerName(made.name())
            .dnsName(host)
            .canonicalHostedZoneId("Z26RNL4JYFTOTI")
            .createdTime(now)
            .scheme(made.scheme())
            .type("network")
            .vpcId(vpc)
            .ipAddressType("ipv4")
            .securityGroups(made.group())
            .availabilityZones(
                made.subnets().stream()
                    .map(
                        subnet ->
                            AvailabilityZone.builder()
                                .zoneName(subnet.availabilityZone())
                                .subnetId(subnet.subnetId())
                                .build())
                    .toList())
            .build());
    state.tag(arn, made.tags());
    for (int port : made.service().ports()) {
      addListener(state, made, arn, port);
    }
    return host;
  }

  private static void addListener(ElbState state, Spec made, String balancer, int port) {
    String path = balancer.substring(balancer.indexOf("/") + 1);
    String base = balancer.substring(0, balancer.indexOf("loadbalancer/"));
    String id =
        String.format("%016x", (made.name().hashCode() * 65537L + port) & 0x0fffffffffffffffL);
    String name = "k8s-" + made.name().substring(1, 11) + "-" + port;
    String targets = base + "targetgroup/" + name + "/" + id;
    state.targetGroups.put(
        targets,
        TargetGroup.builder()
            .targetGroupArn(targets)
            .targetGroupName(name)
            .protocol("TCP")
            .port(port)
            .vpcId(made.subnets().getFirst().vpcId())
            .targetType("ip")
            .loadBalancerArns(balancer)
            .build());
    state.tag(targets, made.tags());
    String listener = base + "listener/" + path + "/" + id;
    state.listeners.put(
        listener,
        Listener.builder()
            .listenerArn(listener)
            .loadBalancerArn(balancer)
            .port(port)
            .protocol("TCP")
            .defaultActions(Action.builder().type("forward").targetGroupArn(targets).build())
            .build());
  }

  private void attachInterfaces(Spec made, String description, String owner) {
    ec2.networkInterfaces()
        .attach(
            made.account(),
            made.region(),
            made.subnetIds(),
            List.of(made.group()),
            description,
            owner)
        .forEach(
            held -> {
              if (!made.service().internal()) {
                ec2.networkInterfaces().publish(made.account(), made.region(), held);
              }
            });
  }
}

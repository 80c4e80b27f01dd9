package io.beta9.provisioning.cloudsim.aws.elb;

import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AvailabilityZone;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** Load balancers as they are made: their names, addresses and interfaces. */
record Making(Instant now, Ec2Service ec2) {

  /** What is to be made. */
  record Made(
      String account,
      String region,
      String name,
      List<Subnet> subnets,
      String group,
      boolean internal,
      Map<String, String> tags) {

    List<String> subnetIds() {
      return subnets.stream().map(Subnet::subnetId).toList();
    }

    String scheme() {
      return internal ? "internal" : "internet-facing";
    }

    String prefix() {
      return internal ? "internal-" : "";
    }
  }

  /** Makes a classic one; answers its host name. */
  String classic(ElbState state, Made made) {
    String arn = ClassicLoadBalancers.arn(made.account(), made.region(), made.name());
    String host =
        made.prefix()
            + made.name()
            + "-"
            + Math.abs(made.name().hashCode() % 1_000_000_000)
            + "."
            + made.region()
            + ".elb.amazonaws.com";
    hold(made, "ELB " + made.name(), arn);
    state.classic.put(
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
            .createdTime(now)
            .build());
    state.tag(arn, made.tags());
    return host;
  }

  /** Makes a network one with a listener and a target group; answers its host name. */
  String network(ElbState state, Made made) {
    String id = made.name().substring(1, 17);
    String path = "net/" + made.name() + "/" + id;
    String base = "arn:aws:elasticloadbalancing:" + made.region() + ":" + made.account() + ":";
    String arn = base + "loadbalancer/" + path;
    String targets = base + "targetgroup/k8s-" + made.name().substring(1, 11) + "/" + id;
    String host =
        made.prefix() + made.name() + "-" + id + ".elb." + made.region() + ".amazonaws.com";
    hold(made, "ELB " + path, arn);
    String vpc = made.subnets().getFirst().vpcId();
    state.balancers.put(
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
    state.targetGroups.put(
        targets,
        TargetGroup.builder()
            .targetGroupArn(targets)
            .targetGroupName(targets.split("/", -1)[1])
            .protocol("TCP")
            .port(443)
            .vpcId(vpc)
            .targetType("ip")
            .loadBalancerArns(arn)
            .build());
    String listener = base + "listener/" + path + "/" + id;
    state.listeners.put(
        listener,
        Listener.builder()
            .listenerArn(listener)
            .loadBalancerArn(arn)
            .port(443)
            .protocol("TCP")
            .defaultActions(Action.builder().type("forward").targetGroupArn(targets).build())
            .build());
    state.tag(arn, made.tags());
    state.tag(targets, made.tags());
    return host;
  }

  private void hold(Made made, String description, String owner) {
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
              if (!made.internal()) {
                ec2.networkInterfaces().publish(made.account(), made.region(), held);
              }
            });
  }
}

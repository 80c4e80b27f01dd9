package io.beta9.provisioning.cloudsim.aws.elb;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** Creation of network load balancers and target groups through the API, without listeners. */
final class LoadBalancerCreation {
  private final Ec2Service ec2;

  LoadBalancerCreation(Ec2Service ec2) {
    this.ec2 = ec2;
  }

  void register(Operations operations) {
    operations.on(CreateLoadBalancerRequest.class, this::create);
    operations.on(CreateTargetGroupRequest.class, this::createTargetGroup);
  }

  private CreateLoadBalancerResponse create(CreateLoadBalancerRequest request, Call call) {
    if (request.type() != LoadBalancerTypeEnum.NETWORK) {
      throw invalid("Only network load balancers are simulated");
    }
    ElbState state = state(call);
    boolean taken =
        state.networkLoadBalancers.values().stream()
            .anyMatch(item -> item.loadBalancerName().equals(request.name()));
    if (taken) {
      throw new AwsErrorException(
          400, "DuplicateLoadBalancerName", "A load balancer with this name exists");
    }
    String path = "net/" + name(request.name()) + "/" + RandomIds.hex(16);
    String arn = call.arn("elasticloadbalancing", "loadbalancer/" + path);
    ec2.networkInterfaces()
        .attach(
            call.account(),
            call.region(),
            request.subnets(),
            request.securityGroups(),
            "ELB " + path,
            arn);
    LoadBalancer created =
        LoadBalancer.builder()
            .loadBalancerArn(arn)
            .loadBalancerName(request.name())
            .dnsName(request.name() + ".elb." + call.region() + "." + call.partition().dnsSuffix())
            .canonicalHostedZoneId("Z26RNL4JYFTOTI")
            .createdTime(call.now())
            .scheme(request.scheme())
            .type(request.type())
            .build();
    state.networkLoadBalancers.put(arn, created);
    state.tag(arn, tags(request.tags()));
    return CreateLoadBalancerResponse.builder().loadBalancers(created).build();
  }

  private CreateTargetGroupResponse createTargetGroup(CreateTargetGroupRequest request, Call call) {
    String arn =
        call.arn(
            "elasticloadbalancing",
            "targetgroup/" + name(request.name()) + "/" + RandomIds.hex(16));
    TargetGroup created =
        TargetGroup.builder()
            .targetGroupArn(arn)
            .targetGroupName(request.name())
            .protocol(request.protocol())
            .port(request.port())
            .vpcId(request.vpcId())
            .build();
    ElbState state = state(call);
    state.targetGroups.put(arn, created);
    state.tag(arn, tags(request.tags()));
    return CreateTargetGroupResponse.builder().targetGroups(created).build();
  }

  private static ElbState state(Call call) {
    return call.cloud()
        .store()
        .getOrCreate(ElbState.class, call.account(), call.region(), ElbState::new);
  }

  private static String name(@Nullable String name) {
    if (name == null || !name.matches("[A-Za-z0-9-]{1,32}")) {
      throw invalid("The name '" + name + "' is not valid");
    }
    return name;
  }

  private static Map<String, String> tags(List<Tag> tags) {
    return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }

  private static AwsErrorException invalid(String message) {
    return new AwsErrorException(400, "ValidationError", message);
  }
}

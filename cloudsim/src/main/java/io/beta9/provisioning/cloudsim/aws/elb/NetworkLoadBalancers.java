package io.beta9.provisioning.cloudsim.aws.elb;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.acm.CertificateUses;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TagDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** The current API: description, tagging and deletion of load balancers and target groups. */
final class NetworkLoadBalancers {
  static final String LATENCY = "elb:load-balancer";

  private final Ec2Service ec2;

  NetworkLoadBalancers(Ec2Service ec2) {
    this.ec2 = ec2;
  }

  void register(Operations operations) {
    operations.on(DescribeLoadBalancersRequest.class, this::describe);
    operations.on(DescribeTargetGroupsRequest.class, this::targetGroups);
    operations.on(DescribeListenersRequest.class, this::listeners);
    operations.on(ModifyListenerRequest.class, this::modifyListener);
    operations.on(DescribeTagsRequest.class, this::tags);
    operations.on(AddTagsRequest.class, this::addTags);
    operations.on(RemoveTagsRequest.class, this::removeTags);
    operations.on(DeleteLoadBalancerRequest.class, this::delete);
    operations.on(DeleteTargetGroupRequest.class, this::deleteTargetGroup);
  }

  private static ElbState state(Call call) {
    return call.cloud()
        .store()
        .getOrCreate(ElbState.class, call.account(), call.region(), ElbState::new);
  }

  private DescribeLoadBalancersResponse describe(DescribeLoadBalancersRequest request, Call call) {
    ElbState state = state(call);
    List<LoadBalancer> all = List.copyOf(state.networkLoadBalancers.values());
    Stream<LoadBalancer> found =
        !request.loadBalancerArns().isEmpty()
            ? named(all, request.loadBalancerArns(), LoadBalancer::loadBalancerArn)
            : !request.names().isEmpty()
                ? named(all, request.names(), LoadBalancer::loadBalancerName)
                : all.stream();
    return DescribeLoadBalancersResponse.builder()
        .loadBalancers(found.map(item -> apiView(item, call)).toList())
        .build();
  }

  private static Stream<LoadBalancer> named(
      List<LoadBalancer> all, List<String> requested, Function<LoadBalancer, String> by) {
    return requested.stream()
        .map(
            name ->
                all.stream()
                    .filter(item -> by.apply(item).equals(name))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new AwsErrorException(
                                400,
                                "LoadBalancerNotFound",
                                "Load balancers '[" + name + "]' not found")));
  }

  private static LoadBalancer apiView(LoadBalancer item, Call call) {
    boolean ready = !call.now().isBefore(item.createdTime().plus(call.cloud().latency(LATENCY)));
    return item.toBuilder()
        .state(
            state ->
                state.code(
                    ready ? LoadBalancerStateEnum.ACTIVE : LoadBalancerStateEnum.PROVISIONING))
        .build();
  }

  private DescribeTargetGroupsResponse targetGroups(
      DescribeTargetGroupsRequest request, Call call) {
    List<TargetGroup> found =
        state(call).targetGroups.values().stream()
            .filter(
                item ->
                    request.loadBalancerArn() == null
                        || item.loadBalancerArns().contains(request.loadBalancerArn()))
            .filter(
                item ->
                    request.targetGroupArns().isEmpty()
                        || request.targetGroupArns().contains(item.targetGroupArn()))
            .filter(
                item ->
                    request.names().isEmpty() || request.names().contains(item.targetGroupName()))
            .toList();
    if (found.isEmpty() && (request.hasTargetGroupArns() || request.hasNames())) {
      throw targetGroupNotFound();
    }
    return DescribeTargetGroupsResponse.builder().targetGroups(found).build();
  }

  private static AwsErrorException targetGroupNotFound() {
    return new AwsErrorException(400, "TargetGroupNotFound", "One or more target groups not found");
  }

  private DescribeListenersResponse listeners(DescribeListenersRequest request, Call call) {
    return DescribeListenersResponse.builder()
        .listeners(
            state(call).listeners.values().stream()
                .filter(
                    item ->
                        request.listenerArns().contains(item.listenerArn())
                            || item.loadBalancerArn().equals(request.loadBalancerArn()))
                .toList())
        .build();
  }

  private ModifyListenerResponse modifyListener(ModifyListenerRequest request, Call call) {
    ElbState state = state(call);
    Listener found = state.listeners.get(request.listenerArn());
    if (found == null) {
      throw new AwsErrorException(
          400, "ListenerNotFound", "Listener '" + request.listenerArn() + "' not found");
    }
    Listener.Builder changed = found.toBuilder();
    if (request.hasAlpnPolicy()) {
      if (found.protocol() != ProtocolEnum.TLS) {
        throw new AwsErrorException(
            400, "ValidationError", "ALPN policies are only supported on TLS listeners");
      }
      changed.alpnPolicy(request.alpnPolicy());
    }
    state.listeners.put(found.listenerArn(), changed.build());
    return ModifyListenerResponse.builder().listeners(changed.build()).build();
  }

  private DescribeTagsResponse tags(DescribeTagsRequest request, Call call) {
    ElbState state = state(call);
    return DescribeTagsResponse.builder()
        .tagDescriptions(
            request.resourceArns().stream().map(arn -> tagDescription(state, arn)).toList())
        .build();
  }

  private static TagDescription tagDescription(ElbState state, String arn) {
    requireExists(state, arn);
    return TagDescription.builder()
        .resourceArn(arn)
        .tags(
            state.tagsOf(arn).entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }

  private static void requireExists(ElbState state, String arn) {
    if (arn.contains(":targetgroup/")) {
      if (!state.targetGroups.containsKey(arn)) {
        throw targetGroupNotFound();
      }
    } else if (!state.networkLoadBalancers.containsKey(arn) && !state.listeners.containsKey(arn)) {
      throw new AwsErrorException(
          400, "LoadBalancerNotFound", "One or more load balancers not found");
    }
  }

  private AddTagsResponse addTags(AddTagsRequest request, Call call) {
    ElbState state = state(call);
    request.resourceArns().forEach(arn -> requireExists(state, arn));
    request
        .resourceArns()
        .forEach(
            arn ->
                state.tag(
                    arn, request.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value))));
    return AddTagsResponse.builder().build();
  }

  private RemoveTagsResponse removeTags(RemoveTagsRequest request, Call call) {
    ElbState state = state(call);
    request.resourceArns().forEach(arn -> requireExists(state, arn));
    request.resourceArns().forEach(arn -> request.tagKeys().forEach(key -> state.untag(arn, key)));
    return RemoveTagsResponse.builder().build();
  }

  private DeleteLoadBalancerResponse delete(DeleteLoadBalancerRequest request, Call call) {
    // Deleting a load balancer that does not exist succeeds, as documented by AWS.
    remove(state(call), request.loadBalancerArn());
    CertificateUses.of(call.cloud().store(), call.account(), call.region())
        .end(request.loadBalancerArn());
    return DeleteLoadBalancerResponse.builder().build();
  }

  /** Deletes a load balancer and its listeners; its target groups remain unused. */
  void remove(ElbState state, String arn) {
    state.networkLoadBalancers.remove(arn);
    state.removeTags(arn);
    state.listeners.values().removeIf(item -> item.loadBalancerArn().equals(arn));
    state.targetGroups.replaceAll(
        (_, group) ->
            group.toBuilder()
                .loadBalancerArns(
                    group.loadBalancerArns().stream().filter(item -> !item.equals(arn)).toList())
                .build());
    ec2.networkInterfaces().release(arn);
  }

  private DeleteTargetGroupResponse deleteTargetGroup(DeleteTargetGroupRequest request, Call call) {
    ElbState state = state(call);
    TargetGroup found = state.targetGroups.get(request.targetGroupArn());
    if (found != null && !found.loadBalancerArns().isEmpty()) {
      throw new AwsErrorException(
          400,
          "ResourceInUse",
          "Target group '"
              + found.targetGroupArn()
              + "' is currently in use by a listener or a rule");
    }
    state.targetGroups.remove(request.targetGroupArn());
    state.removeTags(request.targetGroupArn());
    return DeleteTargetGroupResponse.builder().build();
  }
}

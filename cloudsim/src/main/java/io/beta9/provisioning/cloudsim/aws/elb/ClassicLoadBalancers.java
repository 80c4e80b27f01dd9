package io.beta9.provisioning.cloudsim.aws.elb;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancing.model.DeleteLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancing.model.DeleteLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeLoadBalancersRequest;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeLoadBalancersResponse;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancing.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancing.model.TagDescription;

/** The classic API: description and deletion of load balancers. */
final class ClassicLoadBalancers {
  private final Ec2Service ec2;

  ClassicLoadBalancers(Ec2Service ec2) {
    this.ec2 = ec2;
  }

  void register(Operations operations) {
    operations.on(DescribeLoadBalancersRequest.class, this::describe);
    operations.on(DescribeTagsRequest.class, this::tags);
    operations.on(DeleteLoadBalancerRequest.class, this::delete);
  }

  static String arn(String account, String region, String name) {
    return Partition.ofRegion(region)
        .arn("elasticloadbalancing", region, account, "loadbalancer/" + name);
  }

  private static ElbState state(Call call) {
    return call.cloud()
        .store()
        .getOrCreate(ElbState.class, call.account(), call.region(), ElbState::new);
  }

  private DescribeLoadBalancersResponse describe(DescribeLoadBalancersRequest request, Call call) {
    ElbState state = state(call);
    List<LoadBalancerDescription> found =
        request.loadBalancerNames().isEmpty()
            ? List.copyOf(state.classicLoadBalancers.values())
            : request.loadBalancerNames().stream().map(name -> require(state, name)).toList();
    return DescribeLoadBalancersResponse.builder().loadBalancerDescriptions(found).build();
  }

  private static LoadBalancerDescription require(ElbState state, String name) {
    LoadBalancerDescription found = state.classicLoadBalancers.get(name);
    if (found == null) {
      throw new AwsErrorException(
          400, "LoadBalancerNotFound", "There is no ACTIVE Load Balancer named '" + name + "'");
    }
    return found;
  }

  private DescribeTagsResponse tags(DescribeTagsRequest request, Call call) {
    ElbState state = state(call);
    return DescribeTagsResponse.builder()
        .tagDescriptions(
            request.loadBalancerNames().stream()
                .map(name -> require(state, name).loadBalancerName())
                .map(name -> tagDescription(state, name, call))
                .toList())
        .build();
  }

  private static TagDescription tagDescription(ElbState state, String name, Call call) {
    return TagDescription.builder()
        .loadBalancerName(name)
        .tags(
            state.tagsOf(arn(call.account(), call.region(), name)).entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }

  private DeleteLoadBalancerResponse delete(DeleteLoadBalancerRequest request, Call call) {
    // Deleting a load balancer that does not exist succeeds, as documented by AWS.
    remove(state(call), call.account(), call.region(), request.loadBalancerName());
    return DeleteLoadBalancerResponse.builder().build();
  }

  void remove(ElbState state, String account, String region, String name) {
    String arn = arn(account, region, name);
    state.classicLoadBalancers.remove(name);
    state.removeTags(arn);
    ec2.networkInterfaces().release(arn);
  }
}

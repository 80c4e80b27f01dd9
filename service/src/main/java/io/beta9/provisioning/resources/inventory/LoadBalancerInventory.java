package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;

/** Lists the load balancers that the cluster created for its Services, and their target groups. */
public final class LoadBalancerInventory implements ResourceInventory {
  /** The maximum number of resources in one DescribeTags request. */
  private static final int BATCH = 20;

  private static final Set<String> NOT_FOUND =
      Set.of(
          "LoadBalancerNotFound",
          "LoadBalancerNotFoundException",
          "TargetGroupNotFound",
          "TargetGroupNotFoundException",
          "AccessPointNotFound");

  private final AwsSession session;

  public LoadBalancerInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> list(ResourceScope scope) {
    List<Leftover> found = new ArrayList<>();
    List<LoadBalancer> balancers =
        session.elbv2().describeLoadBalancersPaginator().loadBalancers().stream().toList();
    owned(balancers.stream().map(LoadBalancer::loadBalancerArn).toList(), scope)
        .forEach(
            arn ->
                found.add(new Leftover("elasticloadbalancing:loadbalancer", arn, arn, true, "")));
    List<String> targets =
        session.elbv2().describeTargetGroupsPaginator().targetGroups().stream()
            .map(group -> group.targetGroupArn())
            .toList();
    owned(targets, scope)
        .forEach(
            arn -> found.add(new Leftover("elasticloadbalancing:targetgroup", arn, arn, true, "")));
    classic(scope, found);
    return found;
  }

  private List<String> owned(List<String> arns, ResourceScope scope) {
    List<String> owned = new ArrayList<>();
    for (int from = 0; from < arns.size(); from += BATCH) {
      List<String> batch = arns.subList(from, Math.min(from + BATCH, arns.size()));
      describeTags(
              batch,
              ids -> session.elbv2().describeTags(r -> r.resourceArns(ids)).tagDescriptions())
          .forEach(
              description -> {
                Map<String, String> tags = new TreeMap<>();
                description.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
                if (scope.owns(tags)) {
                  owned.add(description.resourceArn());
                }
              });
    }
    return owned;
  }

  private void classic(ResourceScope scope, List<Leftover> found) {
    List<String> names =
        session.elb().describeLoadBalancersPaginator().loadBalancerDescriptions().stream()
            .map(LoadBalancerDescription::loadBalancerName)
            .toList();
    for (int from = 0; from < names.size(); from += BATCH) {
      List<String> batch = names.subList(from, Math.min(from + BATCH, names.size()));
      describeTags(
              batch,
              ids -> session.elb().describeTags(r -> r.loadBalancerNames(ids)).tagDescriptions())
          .forEach(
              description -> {
                Map<String, String> tags = new TreeMap<>();
                description.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
                if (scope.owns(tags)) {
                  found.add(
                      new Leftover(
                          "elasticloadbalancing:classic",
                          description.loadBalancerName(),
                          "",
                          true,
                          ""));
                }
              });
    }
  }

  /**
   * Describes the tags of a batch. If one of its resources was deleted since it was listed, AWS
   * rejects the whole batch; each is then described separately.
   */
  private static <T> List<T> describeTags(
      List<String> batch, Function<List<String>, List<T>> tags) {
    Optional<List<T>> response =
        OptionalResource.emptyIfNotFound(NOT_FOUND, () -> tags.apply(batch));
    if (response.isPresent()) {
      return response.get();
    }
    return batch.stream()
        .flatMap(
            one ->
                OptionalResource.emptyIfNotFound(NOT_FOUND, () -> tags.apply(List.of(one)))
                    .stream())
        .flatMap(List::stream)
        .toList();
  }
}

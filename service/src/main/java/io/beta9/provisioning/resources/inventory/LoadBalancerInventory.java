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

/** The load balancers that the cluster made for its Services, and their target groups. */
final class LoadBalancerInventory implements EnvironmentInventory.ResourceInventory {
  /** At the most so many may be asked for in one question about tags. */
  private static final int AT_ONCE = 20;

  private static final Set<String> GONE =
      Set.of(
          "LoadBalancerNotFound",
          "LoadBalancerNotFoundException",
          "TargetGroupNotFound",
          "TargetGroupNotFoundException",
          "AccessPointNotFound");

  private final AwsSession session;

  LoadBalancerInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> at(ResourceScope footprint) {
    List<Leftover> found = new ArrayList<>();
    List<LoadBalancer> balancers =
        session.elbv2().describeLoadBalancersPaginator().loadBalancers().stream().toList();
    owned(balancers.stream().map(LoadBalancer::loadBalancerArn).toList(), footprint)
        .forEach(
            arn ->
                found.add(new Leftover("elasticloadbalancing:loadbalancer", arn, arn, true, "")));
    List<String> targets =
        session.elbv2().describeTargetGroupsPaginator().targetGroups().stream()
            .map(group -> group.targetGroupArn())
            .toList();
    owned(targets, footprint)
        .forEach(
            arn -> found.add(new Leftover("elasticloadbalancing:targetgroup", arn, arn, true, "")));
    classic(footprint, found);
    return found;
  }

  private List<String> owned(List<String> arns, ResourceScope footprint) {
    List<String> owned = new ArrayList<>();
    for (int from = 0; from < arns.size(); from += AT_ONCE) {
      List<String> some = arns.subList(from, Math.min(from + AT_ONCE, arns.size()));
      described(
              some,
              those -> session.elbv2().describeTags(r -> r.resourceArns(those)).tagDescriptions())
          .forEach(
              description -> {
                Map<String, String> tags = new TreeMap<>();
                description.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
                if (isOurs(tags, footprint)) {
                  owned.add(description.resourceArn());
                }
              });
    }
    return owned;
  }

  private void classic(ResourceScope footprint, List<Leftover> found) {
    List<String> names =
        session.elb().describeLoadBalancersPaginator().loadBalancerDescriptions().stream()
            .map(LoadBalancerDescription::loadBalancerName)
            .toList();
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      List<String> some = names.subList(from, Math.min(from + AT_ONCE, names.size()));
      described(
              some,
              those ->
                  session.elb().describeTags(r -> r.loadBalancerNames(those)).tagDescriptions())
          .forEach(
              description -> {
                Map<String, String> tags = new TreeMap<>();
                description.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
                if (isOurs(tags, footprint)) {
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
   * One that has gone since it was listed, be it another environment's, makes AWS refuse the whole
   * question; then each is asked for alone.
   */
  private static <T> List<T> described(List<String> some, Function<List<String>, List<T>> tags) {
    Optional<List<T>> answer = OptionalResource.unless(GONE, () -> tags.apply(some));
    if (answer.isPresent()) {
      return answer.get();
    }
    return some.stream()
        .flatMap(one -> OptionalResource.unless(GONE, () -> tags.apply(List.of(one))).stream())
        .flatMap(List::stream)
        .toList();
  }

  private static boolean isOurs(Map<String, String> tags, ResourceScope footprint) {
    return "owned".equals(tags.get(footprint.clusterTag()))
        || footprint.prefix().equals(tags.get("elbv2.k8s.aws/cluster"))
        || footprint.id().value().equals(tags.get("beta9:environment-id"));
  }
}

package io.beta9.provisioning.cloudsim.aws.elb;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** The load balancers of one account and region. */
final class ElbState implements Serializable {
  private static final long serialVersionUID = 1;

  /** Classic load balancers by name. */
  final Map<String, LoadBalancerDescription> classicLoadBalancers = new LinkedHashMap<>();

  /** Network load balancers by ARN. */
  final Map<String, LoadBalancer> networkLoadBalancers = new LinkedHashMap<>();

  final Map<String, TargetGroup> targetGroups = new LinkedHashMap<>();
  final Map<String, Listener> listeners = new LinkedHashMap<>();
  private final Map<String, TreeMap<String, String>> tags = new LinkedHashMap<>();

  Map<String, String> tagsOf(String arn) {
    TreeMap<String, String> found = tags.get(arn);
    return found == null ? Map.of() : found;
  }

  void tag(String arn, Map<String, String> added) {
    tags.computeIfAbsent(arn, _ -> new TreeMap<>()).putAll(added);
  }

  void untag(String arn, String key) {
    TreeMap<String, String> found = tags.get(arn);
    if (found != null) {
      found.remove(key);
    }
  }

  void removeTags(String arn) {
    tags.remove(arn);
  }

  /** Returns the tags of all tagged resources, by ARN. */
  Map<String, Map<String, String>> tagged() {
    return new LinkedHashMap<>(tags);
  }
}

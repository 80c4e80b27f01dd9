package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.metaconfig.network.Cidr;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;
import java.util.Map;

/**
 * What a pod may connect to, by the rules of NetworkPolicies: a pod that some policy with the type
 * Egress selects reaches only what one of them allows.
 *
 * @param namespace empty if it is not a pod
 * @param labels those of the pod
 */
record PolicyDestination(
    String address, int port, String protocol, String namespace, Map<String, String> labels) {

  static PolicyDestination address(String address, int port) {
    return new PolicyDestination(address, port, "TCP", "", Map.of());
  }

  static PolicyDestination pod(
      String address, int port, String namespace, Map<String, String> labels) {
    return new PolicyDestination(address, port, "TCP", namespace, labels);
  }

  PolicyDestination udp() {
    return new PolicyDestination(address, port, "UDP", namespace, labels);
  }

  /** Returns whether a pod with the labels reaches it; all policies are of the pod's namespace. */
  boolean isReachable(List<NetworkPolicy> policies, Map<String, String> from) {
    List<NetworkPolicy> selecting =
        policies.stream()
            .filter(policy -> policy.getSpec().getPolicyTypes().contains("Egress"))
            .filter(policy -> matches(policy.getSpec().getPodSelector(), from))
            .toList();
    return selecting.isEmpty()
        || selecting.stream()
            .anyMatch(
                policy ->
                    policy.getSpec().getEgress().stream()
                        .anyMatch(rule -> allows(rule, policy.getMetadata().getNamespace())));
  }

  private boolean allows(NetworkPolicyEgressRule rule, String ownNamespace) {
    boolean portMatches =
        rule.getPorts().isEmpty()
            || rule.getPorts().stream()
                .anyMatch(
                    allowed ->
                        allowed.getPort().getIntVal() == port
                            && protocol.equals(
                                allowed.getProtocol() == null ? "TCP" : allowed.getProtocol()));
    return portMatches
        && (rule.getTo().isEmpty()
            || rule.getTo().stream().anyMatch(peer -> includes(peer, ownNamespace)));
  }

  private boolean includes(NetworkPolicyPeer peer, String ownNamespace) {
    IPBlock block = peer.getIpBlock();
    if (block != null) {
      return contains(block.getCidr()) && block.getExcept().stream().noneMatch(this::contains);
    }
    boolean ofNamespace =
        peer.getNamespaceSelector() == null
            ? namespace.equals(ownNamespace)
            : matches(
                peer.getNamespaceSelector(), Map.of("kubernetes.io/metadata.name", namespace));
    return !namespace.isEmpty()
        && ofNamespace
        && (peer.getPodSelector() == null || matches(peer.getPodSelector(), labels));
  }

  private boolean contains(String cidr) {
    return Cidr.parse(cidr).orElseThrow().overlaps(Cidr.parse(address + "/32").orElseThrow());
  }

  private static boolean matches(LabelSelector selector, Map<String, String> labels) {
    Map<String, String> required =
        selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
    return labels.entrySet().containsAll(required.entrySet())
        && selector.getMatchExpressions().stream()
            .allMatch(
                expression ->
                    switch (expression.getOperator()) {
                      case "NotIn" ->
                          !expression
                              .getValues()
                              .contains(labels.getOrDefault(expression.getKey(), ""));
                      default -> throw new AssertionError(expression.getOperator());
                    });
  }
}

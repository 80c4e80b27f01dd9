package io.beta9.provisioning.bootstrap.diagnosis;

import static java.util.Objects.requireNonNullElse;

import io.beta9.provisioning.failure.cause.ErrorClassifier;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells pods that no further node can run from those that wait for a node: a volume claim that
 * nothing provisions, a label that no node has, and what the cluster autoscaler has decided.
 */
public final class SchedulingObstacles {
  private static final Set<String> CLAIM_REASONS = Set.of("ProvisioningFailed", "FailedBinding");

  private static final Pattern MISSING_CLASS =
      Pattern.compile("no storage class is set|storageclass\\S* \"[^\"]*\" not found");

  private static final Pattern NO_NODE_MATCHES =
      Pattern.compile("nodes are available: (\\d+) node\\(s\\) didn't match Pod's node affinity");

  /** What a further node of a group may not change: neither its size nor its capacity. */
  private static final Pattern NO_GROUP_MATCHES =
      Pattern.compile(
          "didn't trigger scale-up: \\d+ node\\(s\\) didn't match Pod's node affinity/selector$");

  private final KubernetesClient client;
  private final String namespace;
  private final boolean isOnExistingNodes;

  private SchedulingObstacles(
      KubernetesClient client, String namespace, boolean isOnExistingNodes) {
    this.client = client;
    this.namespace = namespace;
    this.isOnExistingNodes = isOnExistingNodes;
  }

  /** Of pods that run on nodes of which the cluster always has some. */
  public static SchedulingObstacles ofWorkloads(KubernetesClient client, String namespace) {
    return new SchedulingObstacles(client, namespace, true);
  }

  /**
   * Of pods for whose nodes the cluster may have none yet: that no node has a label says nothing.
   */
  public static SchedulingObstacles ofWorkers(KubernetesClient client, String namespace) {
    return new SchedulingObstacles(client, namespace, false);
  }

  /** Returns the problem, or a more specific one if the pod cannot run on any further node. */
  public PodProblem explain(PodProblem problem, List<Pod> pods) {
    if (problem.kind() != PodProblemKind.UNSCHEDULABLE) {
      return problem;
    }
    return pods.stream()
        .filter(pod -> pod.getMetadata().getName().equals(problem.pod()))
        .findFirst()
        .flatMap(pod -> obstacle(problem, pod))
        .orElse(problem);
  }

  private Optional<PodProblem> obstacle(PodProblem problem, Pod pod) {
    return unprovisionedClaim(pod)
        .map(message -> with(problem, message, PodProblemKind.NOT_MOUNTED))
        .or(
            () ->
                (isOnExistingNodes && selectsUnknownLabel(problem, pod)) || isHopeless(pod)
                    ? Optional.of(
                        with(problem, problem.message(), PodProblemKind.NEVER_SCHEDULABLE))
                    : Optional.empty());
  }

  private static PodProblem with(PodProblem problem, String message, PodProblemKind kind) {
    return new PodProblem(problem.pod(), problem.container(), problem.reason(), message, kind);
  }

  private Optional<String> unprovisionedClaim(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
        .flatMap(name -> provisioningError(name).stream())
        .findFirst();
  }

  private Optional<String> provisioningError(String name) {
    PersistentVolumeClaim claim =
        client.persistentVolumeClaims().inNamespace(namespace).withName(name).get();
    if (claim == null || isBound(claim)) {
      return Optional.empty();
    }
    return newest(name, CLAIM_REASONS)
        .filter(SchedulingObstacles::isPermanent)
        .map(message -> "persistentvolumeclaim \"" + name + "\": " + message);
  }

  private static boolean isBound(PersistentVolumeClaim claim) {
    return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
  }

  private static boolean isPermanent(String message) {
    return MISSING_CLASS.matcher(message).find()
        || ErrorClassifier.cause(message)
            .map(code -> !code.failureClass().waitingHelps())
            .orElse(false);
  }

  /**
   * Returns whether the pod requires a label that no node has. A label with another value may be
   * that of a node which is being replaced.
   */
  private boolean selectsUnknownLabel(PodProblem problem, Pod pod) {
    if (!NO_NODE_MATCHES.matcher(problem.message()).find()) {
      return false;
    }
    Set<String> known = new HashSet<>();
    client
        .nodes()
        .list()
        .getItems()
        .forEach(node -> known.addAll(node.getMetadata().getLabels().keySet()));
    return requiredLabels(pod).anyMatch(label -> !known.contains(label));
  }

  private static Stream<String> requiredLabels(Pod pod) {
    Stream<String> selected = pod.getSpec().getNodeSelector().keySet().stream();
    if (pod.getSpec().getAffinity() == null
        || pod.getSpec().getAffinity().getNodeAffinity() == null) {
      return selected;
    }
    var required =
        pod.getSpec()
            .getAffinity()
            .getNodeAffinity()
            .getRequiredDuringSchedulingIgnoredDuringExecution();
    // A pod needs to match only one of several terms.
    if (required == null || required.getNodeSelectorTerms().size() != 1) {
      return selected;
    }
    return Stream.concat(
        selected,
        required.getNodeSelectorTerms().getFirst().getMatchExpressions().stream()
            .filter(
                expression ->
                    expression.getOperator().equals("In")
                        || expression.getOperator().equals("Exists"))
            .map(NodeSelectorRequirement::getKey));
  }

  private boolean isHopeless(Pod pod) {
    return newest(pod.getMetadata().getName(), Set.of("NotTriggerScaleUp"))
        .filter(message -> NO_GROUP_MATCHES.matcher(message).find())
        .isPresent();
  }

  private Optional<String> newest(String name, Set<String> reasons) {
    return client
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("involvedObject.name", name)
        .list()
        .getItems()
        .stream()
        .filter(event -> name.equals(event.getInvolvedObject().getName()))
        .filter(event -> reasons.contains(event.getReason()))
        .max(Comparator.comparing(event -> requireNonNullElse(event.getLastTimestamp(), "")))
        .map(Event::getMessage);
  }
}

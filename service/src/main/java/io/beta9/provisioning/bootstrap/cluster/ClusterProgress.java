package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.text.WorkloadCondition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the work in a cluster reports while it is running, as data. {@link ClusterProgressText}
 * renders the sentences.
 */
public sealed interface ClusterProgress {

  /** The bootstrap of a cluster began. */
  record BootstrapStarted(String cluster) implements ClusterProgress {}

  /** The API server does not accept requests yet. */
  record ApiServerPending(String reported) implements ClusterProgress {}

  /**
   * The nodes that are ready, by group.
   *
   * @param outdated the number of nodes with a version before {@code kubernetesVersion}
   */
  record NodesCounted(Map<String, NodeCount> groups, long outdated, String kubernetesVersion)
      implements ClusterProgress {
    public NodesCounted {
      groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }
  }

  /** The nodes of one group that are ready, and those that are required. */
  record NodeCount(long ready, int required) {}

  /** Pods are moved away from the nodes of these groups, sorted by name. */
  record NodesDraining(List<String> groups, int pods) implements ClusterProgress {}

  /**
   * Workloads are not ready yet.
   *
   * @param rejection why the API server rejects the pods of one of them
   * @param problem the first problem of a pod
   */
  record WorkloadsPending(
      List<PendingWorkload> workloads, @Nullable String rejection, @Nullable FailingPod problem)
      implements ClusterProgress {}

  /** A workload and what its rollout is waiting for. */
  record PendingWorkload(String kind, String name, WorkloadCondition pending) {}

  /** A pod and its problem, a predicate. */
  record FailingPod(String pod, String problem) {}

  /** A workload was not ready in time. */
  record WorkloadUnready(PendingWorkload workload) implements ClusterProgress {}

  /**
   * A pod has a problem.
   *
   * @param container empty if it concerns the pod as a whole
   * @param message the message of Kubernetes, may be empty
   */
  record PodFailing(FailingPod pod, String container, String message) implements ClusterProgress {}

  /** An init container runs and does not end. */
  record InitContainerRunning(String pod, String container) implements ClusterProgress {}

  /** An event of type Warning. */
  record WarningReported(String kind, String name, String reason, String message)
      implements ClusterProgress {}

  /** A line from the end of the log of a container. */
  record LastLogLine(String line) implements ClusterProgress {}

  record NodeUnready(String node) implements ClusterProgress {}

  /** An object of a release is restored. */
  record ObjectRestoring(ObjectDrift drift) implements ClusterProgress {}

  /** A workload of an add-on is restored. */
  record AddOnRestoring(AddOnProblem problem) implements ClusterProgress {}

  /** EKS is installing an add-on. */
  record AddOnPending(String addOn, String status) implements ClusterProgress {}

  /** A namespace is being deleted; {@code reported} says what keeps it, if that is known. */
  record NamespaceDeleting(String namespace, String reported) implements ClusterProgress {}

  record ReleaseUpToDate(String release) implements ClusterProgress {}

  record ReleaseInstalling(String release) implements ClusterProgress {}

  record ReleaseUpgrading(String release) implements ClusterProgress {}

  /** A release is uninstalled and installed again, because it was left in this state. */
  record ReleaseReinstalling(String release, String status) implements ClusterProgress {}

  /** A release is upgraded again, because its upgrade was left in this state. */
  record ReleaseUpgradeRepeating(String release, String status) implements ClusterProgress {}

  record ReleaseUninstalling(String release) implements ClusterProgress {}

  /** The Helm process of an earlier attempt may still be running. */
  record ReleaseBusy(String release, String status) implements ClusterProgress {}

  /** A release could not be uninstalled. */
  record ReleaseNotUninstalled(Failure failure) implements ClusterProgress {}

  record HelmOutput(String release, String line) implements ClusterProgress {}

  /** Pods of the gateway's previous version have not stopped yet; sorted by name. */
  record OldGatewayPods(List<GatewayPod> pods) implements ClusterProgress {}

  /** A pod of Beta9's gateway. */
  record GatewayPod(String name, boolean terminating) {}

  /** The API server rejects the pods of Beta9's workers. */
  record WorkersRejected(String reported) implements ClusterProgress {}

  record GatewayUnhealthy(Failure failure) implements ClusterProgress {}

  /**
   * Beta9 is claimed.
   *
   * @param tokenRejected whether it rejected the token of an earlier claim
   */
  record ClaimStarted(boolean tokenRejected) implements ClusterProgress {}

  /** The token of an earlier claim was not stored, so that Beta9 is reset and claimed again. */
  record ClaimRepeating() implements ClusterProgress {}

  record ClaimCompleted() implements ClusterProgress {}

  /** Beta9 did not know the stored token and has returned another one. */
  record AdminTokenReplaced() implements ClusterProgress {}

  record AdminTokenNotStored(Failure failure) implements ClusterProgress {}

  record BucketInaccessible() implements ClusterProgress {}

  record StorageConfigured(String bucket) implements ClusterProgress {}

  /** A token for users exists that an interrupted attempt created. */
  record UserTokenAdopted() implements ClusterProgress {}

  record UserTokenStored() implements ClusterProgress {}

  /** This version of Beta9 does not create tokens. */
  record UserTokenUnsupported() implements ClusterProgress {}

  /** The meta-config requests no sandbox. */
  record SandboxSkipped() implements ClusterProgress {}

  record SandboxImageBuilding() implements ClusterProgress {}

  record SandboxImagePending(String reported) implements ClusterProgress {}

  record SandboxStarting(String name) implements ClusterProgress {}

  /** Something that the check with a sandbox creates. */
  enum SandboxItem {
    CONTAINER,
    SECRET,
    VOLUME
  }

  record SandboxItemNotRemoved(SandboxItem item, Failure failure) implements ClusterProgress {}

  record SandboxCompleted(boolean gpu) implements ClusterProgress {}

  /**
   * Beta9 is healthy, claimed and has its storage.
   *
   * @param pools the worker pools that the gateway reported; empty if it has no endpoint for them
   */
  record InstallationVerified(Set<String> pools, int workers) implements ClusterProgress {}

  record LoadBalancerPending() implements ClusterProgress {}

  record LoadBalancerCreated(String host) implements ClusterProgress {}

  record WorkersDeleting(int count) implements ClusterProgress {}

  /** The load balancer of a Service is deleted; {@code service} is namespace and name. */
  record LoadBalancerDeleting(String service) implements ClusterProgress {}

  /** All workloads of a namespace with volumes are deleted. */
  record VolumeUsersDeleting(String namespace) implements ClusterProgress {}

  /** A volume is deleted; {@code claim} is namespace and name of its claim. */
  record VolumeDeleting(String claim) implements ClusterProgress {}

  /** Load balancers and volumes still exist. */
  record DeletionPending(List<String> remaining) implements ClusterProgress {}

  record UninstallCompleted(UninstallResult result) implements ClusterProgress {}
}

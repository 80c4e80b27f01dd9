package io.beta9.provisioning.bootstrap.cluster;

import java.util.List;
import java.util.stream.Collectors;

/** Renders {@link ClusterProgress} as sentences for the environment's log. */
public final class ClusterProgressText {
  private static final int MAX_PATHS = 5;

  private ClusterProgressText() {}

  /** Returns one sentence without a full stop. */
  public static String sentence(ClusterProgress progress) {
    return switch (progress) {
      case ClusterProgress.BootstrapStarted(var cluster) ->
          "Bootstrapping Beta9 in cluster " + cluster;
      case ClusterProgress.ApiServerPending(var reported) ->
          "the cluster does not accept requests yet: " + reported;
      case ClusterProgress.NodesCounted counted -> nodes(counted);
      case ClusterProgress.NodesDraining(var groups, var pods) ->
          "draining " + String.join(", ", groups) + ": " + pods + " pods have to move";
      case ClusterProgress.WorkloadsPending pending -> workloads(pending);
      case ClusterProgress.WorkloadUnready(var workload) ->
          "not ready: " + workload.kind() + " " + workload(workload);
      case ClusterProgress.PodFailing(var pod, var container, var message) ->
          "pod "
              + pod.pod()
              + (container.isEmpty() ? "" : " (container " + container + ")")
              + " "
              + pod.problem()
              + (message.isEmpty() ? "" : ": " + message);
      case ClusterProgress.InitContainerRunning(var pod, var container) ->
          "pod " + pod + " is waiting for its init container " + container;
      case ClusterProgress.WarningReported(var kind, var name, var reason, var message) ->
          "event " + reason + " of " + kind + " " + name + ": " + message;
      case ClusterProgress.LastLogLine(var line) -> "last log line: " + line;
      case ClusterProgress.NodeUnready(var node) -> "node " + node + " is not ready";
      case ClusterProgress.ObjectRestoring(var drift) -> drift(drift);
      case ClusterProgress.AddOnRestoring(var problem) -> "restoring: " + problem(problem);
      case ClusterProgress.AddOnPending(var addOn, var status) ->
          "waiting for EKS: " + addOn + " " + status;
      case ClusterProgress.NamespaceDeleting(var namespace, var reported) ->
          "waiting for namespace "
              + namespace
              + ", which is being deleted"
              + (reported.isEmpty() ? "" : ": " + reported);
      case ClusterProgress.ReleaseUpToDate(var release) -> "release " + release + " is up to date";
      case ClusterProgress.ReleaseInstalling(var release) -> "installing release " + release;
      case ClusterProgress.ReleaseUpgrading(var release) -> "upgrading release " + release;
      case ClusterProgress.ReleaseReinstalling(var release, var status) ->
          "release "
              + release
              + " was left in state "
              + status
              + ": uninstalling and reinstalling it";
      case ClusterProgress.ReleaseUpgradeRepeating(var release, var status) ->
          "release " + release + " was left in state " + status + ": upgrading it again";
      case ClusterProgress.ReleaseUninstalling(var release) -> "uninstalling release " + release;
      case ClusterProgress.ReleaseBusy(var release, var status) ->
          "release " + release + " is " + status + ": waiting for its Helm process to end";
      case ClusterProgress.ReleaseNotUninstalled(var failure) -> failure.summary();
      case ClusterProgress.HelmOutput(var release, var line) -> "helm " + release + ": " + line;
      case ClusterProgress.OldGatewayPods(var pods) ->
          "waiting for old pods of Beta9's gateway to stop; its pods are " + pods(pods);
      case ClusterProgress.WorkersRejected(var reported) ->
          "waiting for Beta9's workers; their pods are rejected: " + reported;
      case ClusterProgress.GatewayUnhealthy(var failure) ->
          "waiting for Beta9's gateway to become healthy: " + failure.why();
      case ClusterProgress.ClaimStarted(var tokenRejected) ->
          tokenRejected ? "Beta9 rejects the stored token; claiming it again" : "claiming Beta9";
      case ClusterProgress.ClaimRepeating() ->
          "an earlier claim ended before its token was stored; resetting Beta9 and claiming it"
              + " again";
      case ClusterProgress.ClaimCompleted() ->
          "Beta9 is claimed, and its administrator's token is stored";
      case ClusterProgress.AdminTokenReplaced() ->
          "Beta9 did not know the stored token and has returned a new one, which is stored";
      case ClusterProgress.AdminTokenNotStored(var failure) ->
          "the administrator's token could not be stored yet: " + failure.why();
      case ClusterProgress.BucketInaccessible() ->
          "Beta9 cannot access its bucket yet; a new access key takes some seconds to become"
              + " effective";
      case ClusterProgress.StorageConfigured(var bucket) ->
          "Beta9 stores its files in bucket " + bucket;
      case ClusterProgress.UserTokenAdopted() ->
          "adopting the users' token that an interrupted attempt created";
      case ClusterProgress.UserTokenStored() -> "users have a token of their own, which is stored";
      case ClusterProgress.UserTokenUnsupported() ->
          "this version of Beta9 does not create tokens; users need the administrator's token";
      case ClusterProgress.SandboxSkipped() -> "no sandbox is run: beta9.smoke is none";
      case ClusterProgress.SandboxImageBuilding() -> "building an image with Beta9";
      case ClusterProgress.SandboxImagePending(var reported) ->
          "the image is not built yet: " + reported;
      case ClusterProgress.SandboxStarting(var name) -> "starting the sandbox " + name;
      case ClusterProgress.SandboxItemNotRemoved(var item, var failure) ->
          switch (item) {
                case CONTAINER -> "the container";
                case SECRET -> "the secret";
                case VOLUME -> "the volume";
              }
              + " of the check was not removed: "
              + failure.why();
      case ClusterProgress.SandboxCompleted(var gpu) ->
          "a sandbox has run: image, secret, volume and output" + (gpu ? ", and a GPU" : "");
      case ClusterProgress.InstallationVerified(var pools, var workers) ->
          "Beta9 is healthy, claimed and has its storage; worker pools: "
              + (pools.isEmpty() ? "not reported" : String.join(", ", pools))
              + "; workers: "
              + workers;
      case ClusterProgress.LoadBalancerPending() -> "waiting for Beta9's load balancer";
      case ClusterProgress.LoadBalancerCreated(var host) -> "Beta9's load balancer is " + host;
      case ClusterProgress.WorkersDeleting(var count) -> "deleting " + count + " workers";
      case ClusterProgress.LoadBalancerDeleting(var service) ->
          "deleting the load balancer of Service " + service;
      case ClusterProgress.VolumeUsersDeleting(var namespace) ->
          "deleting all workloads in " + namespace + ", which use volumes";
      case ClusterProgress.VolumeDeleting(var claim) -> "deleting volume " + claim;
      case ClusterProgress.DeletionPending(var remaining) ->
          "waiting for " + String.join(", ", remaining) + " to be deleted";
      case ClusterProgress.UninstallCompleted(var result) -> result(result);
    };
  }

  /** Returns for example "NetworkPolicy beta9-within is missing". */
  public static String drift(ObjectDrift drift) {
    return drift.kind()
        + " "
        + drift.name()
        + (drift.terminating()
            ? " is being deleted"
            : drift.isMissing() ? " is missing" : " was changed: " + paths(drift.changed()));
  }

  private static String paths(List<String> changed) {
    return String.join(", ", changed.subList(0, Math.min(MAX_PATHS, changed.size())))
        + (changed.size() > MAX_PATHS
            ? " and " + (changed.size() - MAX_PATHS) + " more fields"
            : "");
  }

  /** Returns for example "DaemonSet kube-system/aws-node is missing (add-on vpc-cni)". */
  public static String problem(AddOnProblem problem) {
    return problem.workload()
        + switch (problem.cause()) {
          case MISSING -> " is missing";
          case SCALED_TO_ZERO -> " is scaled to zero";
        }
        + " (add-on "
        + problem.addOn()
        + ")";
  }

  private static String nodes(ClusterProgress.NodesCounted counted) {
    return counted.groups().entrySet().stream()
            .map(
                group ->
                    group.getKey()
                        + " "
                        + group.getValue().ready()
                        + " of "
                        + group.getValue().required())
            .collect(Collectors.joining(", ", "nodes ready: ", ""))
        + (counted.outdated() == 0
            ? ""
            : "; "
                + counted.outdated()
                + " with a version before Kubernetes "
                + counted.kubernetesVersion());
  }

  private static String workloads(ClusterProgress.WorkloadsPending pending) {
    return pending.workloads().stream()
            .map(ClusterProgressText::workload)
            .collect(Collectors.joining(", ", "waiting for ", ""))
        + (pending.rejection() == null ? "" : "; its pods are rejected: " + pending.rejection())
        + (pending.problem() == null
            ? ""
            : "; pod " + pending.problem().pod() + " " + pending.problem().problem());
  }

  private static String workload(ClusterProgress.PendingWorkload workload) {
    return workload.pending().isComplete()
        ? workload.name()
        : workload.name() + " (" + workload.pending().text() + ")";
  }

  private static String pods(List<ClusterProgress.GatewayPod> pods) {
    return pods.stream()
        .map(pod -> pod.name() + (pod.terminating() ? " (terminating)" : ""))
        .collect(Collectors.joining(", "));
  }

  private static String result(UninstallResult result) {
    if (!result.clusterReachable()) {
      return "The cluster could not be cleaned up: "
          + String.join("; ", result.problems())
          + ". The resources that it created in the account are searched for there";
    }
    return result.remaining().isEmpty()
        ? "The cluster is empty"
        : "Still in the cluster: " + String.join(", ", result.remaining());
  }
}

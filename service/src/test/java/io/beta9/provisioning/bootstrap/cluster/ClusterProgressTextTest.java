package io.beta9.provisioning.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.WorkloadCondition;
import io.beta9.provisioning.failure.text.WorkloadCondition.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sentences that the log of an environment shows while its cluster is set up or emptied. */
class ClusterProgressTextTest {
  private static final Failure FAILURE =
      Failure.of(FailureCode.THROTTLED, "Saving the token")
          .with(FailureParameter.REPORTED, "Rate exceeded");

  private record Example(ClusterProgress progress, String sentence) {}

  private static List<Example> examples() {
    Map<String, ClusterProgress.NodeCount> groups = new LinkedHashMap<>();
    groups.put("system", new ClusterProgress.NodeCount(1, 2));
    groups.put("cpu", new ClusterProgress.NodeCount(1, 1));
    var web =
        new ClusterProgress.PendingWorkload(
            "Deployment", "web", WorkloadCondition.of(Stage.UPDATED, 0, 1));
    var pod = new ClusterProgress.FailingPod("web-1", "cannot be scheduled");
    List<Example> all = new ArrayList<>();
    all.add(
        new Example(
            new ClusterProgress.BootstrapStarted("demo"), "Bootstrapping Beta9 in cluster demo"));
    all.add(
        new Example(
            new ClusterProgress.ApiServerPending("Unauthorized"),
            "the cluster does not accept requests yet: Unauthorized"));
    all.add(
        new Example(
            new ClusterProgress.NodesCounted(groups, 0, "1.36"),
            "nodes ready: system 1 of 2, cpu 1 of 1"));
    all.add(
        new Example(
            new ClusterProgress.NodesCounted(groups, 2, "1.36"),
            "nodes ready: system 1 of 2, cpu 1 of 1; 2 with a version before Kubernetes 1.36"));
    all.add(
        new Example(
            new ClusterProgress.NodesDraining(List.of("cpu", "gpu"), 3),
            "draining cpu, gpu: 3 pods have to move"));
    all.add(
        new Example(
            new ClusterProgress.WorkloadsPending(List.of(web, web), null, null),
            "waiting for web (0 of 1 pods updated), web (0 of 1 pods updated)"));
    all.add(
        new Example(
            new ClusterProgress.WorkloadsPending(List.of(web), "exceeded quota", pod),
            "waiting for web (0 of 1 pods updated); its pods are rejected: exceeded quota; pod"
                + " web-1 cannot be scheduled"));
    all.add(
        new Example(
            new ClusterProgress.WorkloadUnready(web),
            "not ready: Deployment web (0 of 1 pods updated)"));
    all.add(
        new Example(new ClusterProgress.PodFailing(pod, "", ""), "pod web-1 cannot be scheduled"));
    all.add(
        new Example(
            new ClusterProgress.PodFailing(pod, "main", "0/3 nodes"),
            "pod web-1 (container main) cannot be scheduled: 0/3 nodes"));
    all.add(
        new Example(
            new ClusterProgress.InitContainerRunning("web-1", "wait"),
            "pod web-1 is waiting for its init container wait"));
    all.add(
        new Example(
            new ClusterProgress.WarningReported("Pod", "web-1", "FailedMount", "no volume"),
            "event FailedMount of Pod web-1: no volume"));
    all.add(new Example(new ClusterProgress.LastLogLine("FTL x"), "last log line: FTL x"));
    all.add(new Example(new ClusterProgress.NodeUnready("ip-1"), "node ip-1 is not ready"));
    all.add(restoring("NetworkPolicy web is missing", false));
    all.add(restoring("NetworkPolicy web is being deleted", true));
    all.add(restoring("NetworkPolicy web was changed: a, b, c, d, e", false, "a b c d e"));
    all.add(
        restoring(
            "NetworkPolicy web was changed: a, b, c, d, e and 2 more fields",
            false,
            "a b c d e f g"));
    all.add(
        new Example(
            new ClusterProgress.AddOnRestoring(
                new AddOnProblem("vpc-cni", "DaemonSet", "aws-node", AddOnProblem.Cause.MISSING)),
            "restoring: DaemonSet kube-system/aws-node is missing (add-on vpc-cni)"));
    all.add(
        new Example(
            new ClusterProgress.AddOnRestoring(
                new AddOnProblem(
                    "coredns", "Deployment", "coredns", AddOnProblem.Cause.SCALED_TO_ZERO)),
            "restoring: Deployment kube-system/coredns is scaled to zero (add-on coredns)"));
    all.add(
        new Example(
            new ClusterProgress.AddOnPending("vpc-cni", "CREATING"),
            "waiting for EKS: vpc-cni CREATING"));
    all.add(
        new Example(
            new ClusterProgress.NamespaceDeleting("shop", ""),
            "waiting for namespace shop, which is being deleted"));
    all.add(
        new Example(
            new ClusterProgress.NamespaceDeleting("shop", "pods remain"),
            "waiting for namespace shop, which is being deleted: pods remain"));
    all.add(
        new Example(new ClusterProgress.ReleaseUpToDate("beta9"), "release beta9 is up to date"));
    all.add(
        new Example(new ClusterProgress.ReleaseInstalling("beta9"), "installing release beta9"));
    all.add(new Example(new ClusterProgress.ReleaseUpgrading("beta9"), "upgrading release beta9"));
    all.add(
        new Example(
            new ClusterProgress.ReleaseReinstalling("beta9", "pending-install"),
            "release beta9 was left in state pending-install: uninstalling and reinstalling it"));
    all.add(
        new Example(
            new ClusterProgress.ReleaseUpgradeRepeating("beta9", "pending-upgrade"),
            "release beta9 was left in state pending-upgrade: upgrading it again"));
    all.add(
        new Example(
            new ClusterProgress.ReleaseUninstalling("beta9"), "uninstalling release beta9"));
    all.add(
        new Example(
            new ClusterProgress.ReleaseBusy("beta9", "uninstalling"),
            "release beta9 is uninstalling: waiting for its Helm process to end"));
    all.add(new Example(new ClusterProgress.ReleaseNotUninstalled(FAILURE), FAILURE.summary()));
    all.add(new Example(new ClusterProgress.HelmOutput("beta9", "x"), "helm beta9: x"));
    all.add(
        new Example(
            new ClusterProgress.OldGatewayPods(
                List.of(
                    new ClusterProgress.GatewayPod("g-1", false),
                    new ClusterProgress.GatewayPod("g-2", true))),
            "waiting for old pods of Beta9's gateway to stop; its pods are g-1, g-2"
                + " (terminating)"));
    all.add(
        new Example(
            new ClusterProgress.WorkersRejected("exceeded quota"),
            "waiting for Beta9's workers; their pods are rejected: exceeded quota"));
    all.add(
        new Example(
            new ClusterProgress.GatewayUnhealthy(FAILURE),
            "waiting for Beta9's gateway to become healthy: " + FAILURE.why()));
    all.add(new Example(new ClusterProgress.ClaimStarted(false), "claiming Beta9"));
    all.add(
        new Example(
            new ClusterProgress.ClaimStarted(true),
            "Beta9 rejects the stored token; claiming it again"));
    all.add(
        new Example(
            new ClusterProgress.ClaimRepeating(),
            "an earlier claim ended before its token was stored; resetting Beta9 and claiming it"
                + " again"));
    all.add(
        new Example(
            new ClusterProgress.ClaimCompleted(),
            "Beta9 is claimed, and its administrator's token is stored"));
    all.add(
        new Example(
            new ClusterProgress.AdminTokenReplaced(),
            "Beta9 did not know the stored token and has returned a new one, which is stored"));
    all.add(
        new Example(
            new ClusterProgress.AdminTokenNotStored(FAILURE),
            "the administrator's token could not be stored yet: " + FAILURE.why()));
    all.add(
        new Example(
            new ClusterProgress.BucketInaccessible(),
            "Beta9 cannot access its bucket yet; a new access key takes some seconds to become"
                + " effective"));
    all.add(
        new Example(
            new ClusterProgress.StorageConfigured("files"),
            "Beta9 stores its files in bucket files"));
    all.add(
        new Example(
            new ClusterProgress.UserTokenAdopted(),
            "adopting the users' token that an interrupted attempt created"));
    all.add(
        new Example(
            new ClusterProgress.UserTokenStored(),
            "users have a token of their own, which is stored"));
    all.add(
        new Example(
            new ClusterProgress.UserTokenUnsupported(),
            "this version of Beta9 does not create tokens; users need the administrator's token"));
    all.add(
        new Example(
            new ClusterProgress.SandboxSkipped(), "no sandbox is run: beta9.smoke is none"));
    all.add(
        new Example(new ClusterProgress.SandboxImageBuilding(), "building an image with Beta9"));
    all.add(
        new Example(
            new ClusterProgress.SandboxImagePending("pulling"),
            "the image is not built yet: pulling"));
    all.add(
        new Example(new ClusterProgress.SandboxStarting("check"), "starting the sandbox check"));
    all.add(notRemoved(ClusterProgress.SandboxItem.CONTAINER, "the container"));
    all.add(notRemoved(ClusterProgress.SandboxItem.SECRET, "the secret"));
    all.add(notRemoved(ClusterProgress.SandboxItem.VOLUME, "the volume"));
    all.add(
        new Example(
            new ClusterProgress.SandboxCompleted(false),
            "a sandbox has run: image, secret, volume and output"));
    all.add(
        new Example(
            new ClusterProgress.SandboxCompleted(true),
            "a sandbox has run: image, secret, volume and output, and a GPU"));
    all.add(
        new Example(
            new ClusterProgress.InstallationVerified(new TreeSet<>(List.of("build", "cpu")), 2),
            "Beta9 is healthy, claimed and has its storage; worker pools: build, cpu; workers: 2"));
    all.add(
        new Example(
            new ClusterProgress.InstallationVerified(new TreeSet<>(), 0),
            "Beta9 is healthy, claimed and has its storage; worker pools: not reported; workers:"
                + " 0"));
    all.add(
        new Example(
            new ClusterProgress.LoadBalancerPending(), "waiting for Beta9's load balancer"));
    all.add(
        new Example(
            new ClusterProgress.LoadBalancerCreated("lb.example"),
            "Beta9's load balancer is lb.example"));
    all.add(new Example(new ClusterProgress.WorkersDeleting(2), "deleting 2 workers"));
    all.add(
        new Example(
            new ClusterProgress.LoadBalancerDeleting("shop/web"),
            "deleting the load balancer of Service shop/web"));
    all.add(
        new Example(
            new ClusterProgress.VolumeUsersDeleting("shop"),
            "deleting all workloads in shop, which use volumes"));
    all.add(
        new Example(new ClusterProgress.VolumeDeleting("shop/data"), "deleting volume shop/data"));
    all.add(
        new Example(
            new ClusterProgress.DeletionPending(List.of("volume a", "volume b")),
            "waiting for volume a, volume b to be deleted"));
    all.add(uninstalled(new UninstallResult(true, List.of(), List.of()), "The cluster is empty"));
    all.add(
        uninstalled(
            new UninstallResult(true, List.of(), List.of("volume a", "volume b")),
            "Still in the cluster: volume a, volume b"));
    all.add(
        uninstalled(
            new UninstallResult(false, List.of("no route", "no key"), List.of()),
            "The cluster could not be cleaned up: no route; no key. The resources that it created"
                + " in the account are searched for there"));
    return all;
  }

  private static Example restoring(String sentence, boolean terminating) {
    return restoring(sentence, terminating, "");
  }

  private static Example restoring(String sentence, boolean terminating, String changed) {
    List<String> paths = changed.isEmpty() ? List.of() : List.of(changed.split(" "));
    return new Example(
        new ClusterProgress.ObjectRestoring(
            new ObjectDrift("NetworkPolicy", "web", paths, terminating)),
        sentence);
  }

  private static Example notRemoved(ClusterProgress.SandboxItem item, String subject) {
    return new Example(
        new ClusterProgress.SandboxItemNotRemoved(item, FAILURE),
        subject + " of the check was not removed: " + FAILURE.why());
  }

  private static Example uninstalled(UninstallResult result, String sentence) {
    return new Example(new ClusterProgress.UninstallCompleted(result), sentence);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void renders_one_sentence(Example example) {
    assertThat(ClusterProgressText.sentence(example.progress())).isEqualTo(example.sentence());
  }

  @Test
  void every_report_has_an_example() {
    assertThat(examples())
        .extracting(example -> (Object) example.progress().getClass())
        .contains((Object[]) ClusterProgress.class.getPermittedSubclasses());
  }
}

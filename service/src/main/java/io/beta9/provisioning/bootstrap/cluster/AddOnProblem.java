package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.failure.text.WorkloadCondition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A workload of one of the module's add-ons that has no pods. EKS installs them once: what is
 * deleted is missing until its add-on is updated, and the number of replicas is the cluster's.
 *
 * @param kind {@code Deployment} or {@code DaemonSet}
 */
public record AddOnProblem(String addOn, String kind, String name, Cause cause) {
  public static final String NAMESPACE = "kube-system";

  /** The workloads of the module's add-ons, which no release contains. */
  private static final List<AddOnWorkload> WORKLOADS =
      List.of(
          new AddOnWorkload("vpc-cni", "DaemonSet", "aws-node"),
          new AddOnWorkload("kube-proxy", "DaemonSet", "kube-proxy"),
          new AddOnWorkload("coredns", "Deployment", "coredns"),
          new AddOnWorkload("metrics-server", "Deployment", "metrics-server"),
          new AddOnWorkload("aws-ebs-csi-driver", "Deployment", "ebs-csi-controller"),
          new AddOnWorkload("aws-ebs-csi-driver", "DaemonSet", "ebs-csi-node"));

  /** Why a workload has no pods. */
  public enum Cause {
    MISSING,
    SCALED_TO_ZERO
  }

  private record AddOnWorkload(String addOn, String kind, String name) {
    boolean is(HasMetadata workload) {
      return kind.equals(workload.getKind()) && name.equals(workload.getMetadata().getName());
    }

    AddOnProblem because(Cause cause) {
      return new AddOnProblem(addOn, kind, name, cause);
    }
  }

  /** Returns the problems of a cluster. */
  public static List<AddOnProblem> of(KubernetesClient client) {
    List<HasMetadata> existing = new ArrayList<>();
    existing.addAll(client.apps().deployments().inNamespace(NAMESPACE).list().getItems());
    existing.addAll(client.apps().daemonSets().inNamespace(NAMESPACE).list().getItems());
    List<AddOnProblem> problems = new ArrayList<>();
    for (AddOnWorkload expected : WORKLOADS) {
      Optional<HasMetadata> found = existing.stream().filter(expected::is).findFirst();
      if (found.isEmpty() || found.get().getMetadata().getDeletionTimestamp() != null) {
        problems.add(expected.because(Cause.MISSING));
      } else if (found.get() instanceof Deployment deployment
          && Integer.valueOf(0).equals(deployment.getSpec().getReplicas())) {
        problems.add(expected.because(Cause.SCALED_TO_ZERO));
      }
    }
    return List.copyOf(problems);
  }

  /** Returns the stored form for the parameter of a failure. */
  public String stored() {
    return WorkloadCondition.of(
            switch (cause) {
              case MISSING -> WorkloadCondition.Stage.MISSING;
              case SCALED_TO_ZERO -> WorkloadCondition.Stage.SCALED_TO_ZERO;
            })
        .of(NAMESPACE + "/" + name);
  }

  /** Returns kind, namespace and name: {@code DaemonSet kube-system/aws-node}. */
  public String workload() {
    return kind + " " + NAMESPACE + "/" + name;
  }
}

package io.beta9.provisioning.bootstrap.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.bootstrap.cluster.AddOnProblem;
import io.beta9.provisioning.bootstrap.cluster.ObjectDrift;
import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.beta9.provisioning.failure.text.WorkloadCondition;
import io.beta9.provisioning.failure.text.WorkloadCondition.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The sentences in which a diagnosis names what is wrong in a cluster. */
class InstallationProblemTest {
  @Test
  void names_the_release() {
    assertThat(
            List.of(
                new InstallationProblem.ReleaseMissing("beta9"),
                new InstallationProblem.ReleaseNotDeployed("beta9", "failed"),
                new InstallationProblem.ManifestUnreadable("beta9", "line 3"),
                new InstallationProblem.ReleaseObjectDrift(
                    "beta9", new ObjectDrift("Secret", "web", List.of("data.key"), false))))
        .extracting(InstallationProblem::summary)
        .containsExactly(
            "release beta9 is not installed",
            "release beta9 is failed",
            "the manifest of release beta9 cannot be read: line 3",
            "Secret web was changed: data.key (release beta9)");
  }

  @Test
  void names_the_add_on() {
    assertThat(
            new InstallationProblem.AddOnWithoutPods(
                    new AddOnProblem(
                        "vpc-cni", "DaemonSet", "aws-node", AddOnProblem.Cause.MISSING))
                .summary())
        .isEqualTo("DaemonSet kube-system/aws-node is missing (add-on vpc-cni)");
  }

  @Test
  void names_a_workload_and_what_its_pods_show() {
    assertThat(down("", null)).isEqualTo("Deployment shop/web is not ready: 0 of 1 pods updated");
    assertThat(
            down("", new PodProblem("web-1", "main", "x", "secret", PodProblemKind.UNSCHEDULABLE)))
        .isEqualTo(
            "Deployment shop/web is not ready: 0 of 1 pods updated; pod web-1 "
                + PodProblemKind.UNSCHEDULABLE.description());
    assertThat(down("", new PodProblem("web-1", "", "x", "no key", PodProblemKind.NOT_MOUNTED)))
        .isEqualTo(
            "Deployment shop/web is not ready: 0 of 1 pods updated; pod web-1 "
                + PodProblemKind.NOT_MOUNTED.description()
                + ": no key");
  }

  @Test
  void a_rejection_explains_a_workload_before_its_pods_do() {
    assertThat(
            down(
                "exceeded quota",
                new PodProblem("web-1", "", "x", "no key", PodProblemKind.NOT_MOUNTED)))
        .isEqualTo(
            "Deployment shop/web is not ready: 0 of 1 pods updated; its pods are rejected:"
                + " exceeded quota");
  }

  private static String down(String creationError, @Nullable PodProblem problem) {
    return new InstallationProblem.WorkloadDown(
            "shop",
            new RolloutStatus(
                "Deployment",
                "web",
                WorkloadCondition.of(Stage.UPDATED, 0, 1),
                !creationError.isEmpty(),
                creationError,
                false,
                false),
            problem)
        .summary();
  }
}

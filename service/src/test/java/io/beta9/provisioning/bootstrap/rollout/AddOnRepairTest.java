package io.beta9.provisioning.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.bootstrap.SimulatedCluster;
import io.beta9.provisioning.bootstrap.WaitContexts;
import io.beta9.provisioning.bootstrap.cluster.AddOnProblem;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.FailureSubject;
import io.fabric8.kubernetes.client.dsl.AppsAPIGroupDSL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddOnRepairTest {
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final ClusterAccess access = cluster.access();
  private final AppsAPIGroupDSL apps = access.client().apps();
  private final WaitContexts contexts = new WaitContexts(WaitContexts.faster(20));
  private final AddOnRepair repair = new AddOnRepair(access);
  private final List<String> reinstalled = new ArrayList<>();

  @AfterEach
  void close() {
    access.close();
    cluster.close();
  }

  @Test
  void changes_nothing_in_a_complete_cluster() throws Exception {
    assertThat(
            repair.repair(
                addOns(cluster::installAddOn),
                () -> {
                  throw new AssertionError("nothing is written");
                },
                contexts.withDefaultTimeout()))
        .isEmpty();
  }

  @Test
  void installs_each_add_on_again_of_which_a_workload_is_missing_and_scales_up_what_has_no_pods()
      throws Exception {
    apps.daemonSets().inNamespace("kube-system").withName("aws-node").delete();
    apps.daemonSets().inNamespace("kube-system").withName("kube-proxy").delete();
    apps.daemonSets().inNamespace("kube-system").withName("ebs-csi-node").delete();
    apps.deployments().inNamespace("kube-system").withName("ebs-csi-controller").delete();
    apps.deployments().inNamespace("kube-system").withName("coredns").scale(0);

    List<String> restored =
        repair.repair(
            addOns(cluster::installAddOn), () -> {}, contexts.withTimeout(Duration.ofHours(1)));

    assertThat(restored)
        .containsExactlyInAnyOrder(
            "DaemonSet kube-system/aws-node",
            "DaemonSet kube-system/kube-proxy",
            "Deployment kube-system/coredns",
            "Deployment kube-system/ebs-csi-controller",
            "DaemonSet kube-system/ebs-csi-node");
    assertThat(reinstalled)
        .containsExactlyInAnyOrder("vpc-cni", "kube-proxy", "aws-ebs-csi-driver");
    assertThat(AddOnProblem.of(access.client())).isEmpty();
    assertThat(
            apps.deployments()
                .inNamespace("kube-system")
                .withName("coredns")
                .get()
                .getSpec()
                .getReplicas())
        .isEqualTo(2);
  }

  @Test
  void waits_while_eks_is_changing_the_add_on_and_requests_it_afterwards() throws Exception {
    apps.deployments().inNamespace("kube-system").withName("metrics-server").delete();
    int[] attempts = {0};
    ClusterAddOns busy =
        new ClusterAddOns() {
          @Override
          public boolean reinstall(String addOn) {
            if (++attempts[0] < 3) {
              return false;
            }
            cluster.installAddOn(addOn);
            return true;
          }

          @Override
          public String status(String addOn) {
            return "UPDATING";
          }
        };

    assertThat(repair.repair(busy, () -> {}, contexts.withTimeout(Duration.ofHours(1))))
        .containsExactly("Deployment kube-system/metrics-server");
    assertThat(attempts[0]).isEqualTo(3);
  }

  @Test
  void names_what_eks_reports_if_the_workload_stays_missing() {
    apps.daemonSets().inNamespace("kube-system").withName("kube-proxy").delete();

    FailureException failed =
        catchThrowableOfType(
            FailureException.class,
            () ->
                repair.repair(
                    addOns(addOn -> {}), () -> {}, contexts.withTimeout(Duration.ofSeconds(20))));

    assertThat(failed.failure().code()).isEqualTo(FailureCode.ADD_ON_NOT_RESTORED);
    ClusterAccess.Coordinates coordinates = access.coordinates();
    assertThat(failed.failure().about()).contains(new FailureSubject.Named(coordinates.name()));
    assertThat(failed.failure().parameters())
        .containsEntry(FailureParameter.REGION, coordinates.region())
        .containsEntry(FailureParameter.WORKLOADS, "kube-system/kube-proxy missing 0/0 none")
        .containsEntry(FailureParameter.REPORTED, "kube-proxy UPDATE_FAILED");
    assertThat(reinstalled).containsExactly("kube-proxy");
  }

  /** The time of the step belongs to the nodes as well. */
  @Test
  void does_not_use_the_whole_time_of_the_step() {
    apps.daemonSets().inNamespace("kube-system").withName("kube-proxy").delete();
    WaitContexts stepping = new WaitContexts(WaitContexts.stepping(Duration.ofSeconds(10)));
    Instant begin = stepping.clock.instant();

    assertThatThrownBy(
            () ->
                repair.repair(
                    addOns(addOn -> {}), () -> {}, stepping.withTimeout(Duration.ofMinutes(20))))
        .isInstanceOf(FailureException.class);

    assertThat(Duration.between(begin, stepping.clock.instant()))
        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
  }

  @Test
  void scales_nothing_for_a_worker_that_has_lost_its_claim() {
    apps.deployments().inNamespace("kube-system").withName("coredns").scale(0);

    assertThatThrownBy(this::repairWithoutClaim).hasMessage("the claim is lost");

    assertThat(AddOnProblem.of(access.client())).hasSize(1);
  }

  private void repairWithoutClaim() throws InterruptedException {
    repair.repair(
        addOns(cluster::installAddOn),
        () -> {
          throw new IllegalStateException("the claim is lost");
        },
        contexts.withDefaultTimeout());
  }

  @Test
  void writes_nothing_for_a_worker_that_has_lost_its_claim() {
    apps.daemonSets().inNamespace("kube-system").withName("kube-proxy").delete();
    apps.deployments().inNamespace("kube-system").withName("coredns").scale(0);

    assertThatThrownBy(this::repairWithoutClaim).hasMessage("the claim is lost");
    assertThat(reinstalled).isEmpty();
    assertThat(AddOnProblem.of(access.client())).hasSize(2);
  }

  private ClusterAddOns addOns(Consumer<String> install) {
    return new ClusterAddOns() {
      @Override
      public boolean reinstall(String addOn) {
        reinstalled.add(addOn);
        install.accept(addOn);
        return true;
      }

      @Override
      public String status(String addOn) {
        return "UPDATE_FAILED";
      }
    };
  }
}

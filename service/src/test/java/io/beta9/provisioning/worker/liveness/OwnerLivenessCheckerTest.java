package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.operation.WorkerRepository.Identity;
import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class OwnerLivenessCheckerTest {
  private static final Duration SILENT = Duration.ofSeconds(20);
  private static final LongUnaryOperator NO_PROCESS = pid -> 0;

  private static final Identity SELF = worker("host-a", "boot-1", "pid:[1]", "machine-a", null);

  private static Identity worker(
      String host, String boot, String namespace, String machine, String podUid) {
    return new Identity(
        "w",
        host,
        boot,
        7,
        70,
        podUid == null ? null : "ns",
        podUid == null ? null : "pod",
        podUid,
        "test",
        1,
        namespace,
        machine,
        "/var/lib/beta9",
        "cluster");
  }

  private static ClaimOwner owner(Identity worker) {
    return new ClaimOwner(worker, "running", 3, List.of());
  }

  private static OwnerLivenessChecker checker(
      LongUnaryOperator startTicks, PodStatusChecker.PodStatus answer) {
    return new OwnerLivenessChecker(SELF, startTicks, worker -> answer, LeasePolicy.STANDARD);
  }

  private static OwnerLivenessChecker checker(LongUnaryOperator startTicks) {
    return checker(startTicks, PodStatusChecker.PodStatus.UNKNOWN);
  }

  @Test
  void considers_a_local_process_dead_if_its_pid_is_unused_or_reused() {
    ClaimOwner localWorker = owner(SELF);
    assertThat(checker(NO_PROCESS).check(localWorker, SILENT))
        .contains(new TerminationEvidence.ProcessGone())
        .hasValueSatisfying(evidence -> assertThat(evidence.terraformMayBeRunning()).isTrue());
    assertThat(checker(pid -> 71).check(localWorker, SILENT))
        .contains(new TerminationEvidence.ProcessGone());
    assertThat(checker(pid -> 70).check(localWorker, SILENT)).as("it is only suspended").isEmpty();
  }

  @Test
  void considers_a_local_process_alive_if_its_status_is_unknown() {
    assertThat(checker(pid -> WorkerIdentity.UNKNOWN_TICKS).check(owner(SELF), SILENT)).isEmpty();
  }

  @Test
  void asks_kubernetes_only_about_pods_of_its_own_cluster() {
    Identity self = inCluster("cluster-a", "uid-1");
    OwnerLivenessChecker checker =
        new OwnerLivenessChecker(
            self, NO_PROCESS, worker -> PodStatusChecker.PodStatus.DELETED, LeasePolicy.STANDARD);

    assertThat(checker.check(owner(inCluster("cluster-a", "uid-2")), SILENT)).isPresent();
    assertThat(checker.check(owner(inCluster("cluster-b", "uid-2")), SILENT)).isEmpty();
    assertThat(checker.check(owner(inCluster("", "uid-2")), SILENT)).isEmpty();
  }

  private static Identity inCluster(String cluster, String podUid) {
    return new Identity(
        "w",
        "host-" + podUid,
        "boot",
        7,
        70,
        "ns",
        "pod",
        podUid,
        "test",
        1,
        "pid:[" + podUid,
        "",
        "/var/lib/beta9",
        cluster);
  }

  @Test
  void ignores_the_pid_of_another_container() {
    Identity elsewhere = worker("host-a", "boot-1", "pid:[2]", "", null);
    assertThat(checker(NO_PROCESS).check(owner(elsewhere), SILENT)).isEmpty();
  }

  @Test
  void considers_a_process_of_an_earlier_boot_of_this_machine_dead() {
    assertThat(
            checker(NO_PROCESS)
                .check(owner(worker("host-a", "boot-0", "pid:[1]", "machine-a", null)), SILENT))
        .contains(new TerminationEvidence.MachineRestarted());
    assertThat(
            checker(NO_PROCESS)
                .check(owner(worker("host-a", "boot-0", "pid:[1]", "machine-b", null)), SILENT))
        .isEmpty();
  }

  @Test
  void considers_the_previous_container_of_this_pod_dead() {
    Identity self = worker("pod-1", "boot-1", "pid:[9]", "", "uid-1");
    Identity former = worker("pod-1", "boot-1", "pid:[1]", "", "uid-1");
    assertThat(
            new OwnerLivenessChecker(self, NO_PROCESS, PodStatusChecker.NONE, LeasePolicy.STANDARD)
                .check(owner(former), SILENT))
        .contains(new TerminationEvidence.ContainerRestarted())
        .hasValueSatisfying(evidence -> assertThat(evidence.terraformMayBeRunning()).isFalse());
  }

  @Test
  void considers_a_pod_dead_only_if_kubernetes_reports_it() {
    ClaimOwner pod = owner(worker("pod-1", "boot-2", "pid:[5]", "", "uid-2"));
    assertThat(checker(NO_PROCESS, PodStatusChecker.PodStatus.DELETED).check(pod, SILENT))
        .contains(new TerminationEvidence.PodEnded(true));
    assertThat(checker(NO_PROCESS, PodStatusChecker.PodStatus.FINISHED).check(pod, SILENT))
        .contains(new TerminationEvidence.PodEnded(false));
    assertThat(checker(NO_PROCESS, PodStatusChecker.PodStatus.RUNNING).check(pod, SILENT))
        .isEmpty();
    assertThat(checker(NO_PROCESS, PodStatusChecker.PodStatus.UNKNOWN).check(pod, SILENT))
        .isEmpty();
  }

  @Test
  void considers_an_unreachable_worker_dead_after_the_takeover_time() {
    ClaimOwner far = owner(worker("host-b", "boot-2", "pid:[1]", "machine-b", null));
    Duration enough = LeasePolicy.STANDARD.takeoverAfter();
    assertThat(checker(NO_PROCESS).check(far, enough.minusSeconds(1))).isEmpty();
    assertThat(checker(NO_PROCESS).check(far, enough))
        .contains(new TerminationEvidence.LeaseExpired(enough));
    assertThat(checker(pid -> 70).check(owner(SELF), enough))
        .as("also of a worker that is suspended on this host: its child processes have ended")
        .contains(new TerminationEvidence.LeaseExpired(enough));
  }
}

package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.TerminationEvidence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class OwnerLivenessCheckerTest {
  private static final Duration SILENT = Duration.ofSeconds(20);
  private static final LongUnaryOperator NO_PROCESS = pid -> 0;

  private static final RegisteredWorker SELF =
      worker("host-a", "boot-1", "pid:[1]", "machine-a", null);

  private static RegisteredWorker worker(
      String host, String boot, String namespace, String machine, String podUid) {
    return new RegisteredWorker(
        "w",
        "test",
        1,
        "/var/lib/beta9",
        new RegisteredWorker.HostProcess(host, boot, namespace, machine, 7, 70),
        podUid == null ? null : new RegisteredWorker.WorkerPod("cluster", "ns", "pod", podUid));
  }

  private static ClaimOwner owner(RegisteredWorker worker) {
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
  void queries_kubernetes_only_for_pods_of_its_own_cluster() {
    RegisteredWorker self = inCluster("cluster-a", "uid-1");
    OwnerLivenessChecker checker =
        new OwnerLivenessChecker(
            self, NO_PROCESS, worker -> PodStatusChecker.PodStatus.DELETED, LeasePolicy.STANDARD);

    assertThat(checker.check(owner(inCluster("cluster-a", "uid-2")), SILENT)).isPresent();
    assertThat(checker.check(owner(inCluster("cluster-b", "uid-2")), SILENT)).isEmpty();
    assertThat(checker.check(owner(inCluster("", "uid-2")), SILENT)).isEmpty();
  }

  private static RegisteredWorker inCluster(String cluster, String podUid) {
    return new RegisteredWorker(
        "w",
        "test",
        1,
        "/var/lib/beta9",
        new RegisteredWorker.HostProcess("host-" + podUid, "boot", "pid:[" + podUid, "", 7, 70),
        new RegisteredWorker.WorkerPod(cluster, "ns", "pod", podUid));
  }

  @Test
  void ignores_the_pid_of_another_container() {
    RegisteredWorker elsewhere = worker("host-a", "boot-1", "pid:[2]", "", null);
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
    RegisteredWorker self = worker("pod-1", "boot-1", "pid:[9]", "", "uid-1");
    RegisteredWorker former = worker("pod-1", "boot-1", "pid:[1]", "", "uid-1");
    assertThat(
            new OwnerLivenessChecker(self, NO_PROCESS, PodStatusChecker.NONE, LeasePolicy.STANDARD)
                .check(owner(former), SILENT))
        .contains(new TerminationEvidence.ContainerRestarted())
        .hasValueSatisfying(evidence -> assertThat(evidence.terraformMayBeRunning()).isFalse());
  }

  @Test
  void considers_a_pod_dead_only_if_kubernetes_reports_it() {
    assertThat(evidenceFromPod(PodStatusChecker.PodStatus.DELETED))
        .contains(new TerminationEvidence.PodEnded(true));
    assertThat(evidenceFromPod(PodStatusChecker.PodStatus.FINISHED))
        .contains(new TerminationEvidence.PodEnded(false));
    assertThat(evidenceFromPod(PodStatusChecker.PodStatus.RUNNING)).isEmpty();
    assertThat(evidenceFromPod(PodStatusChecker.PodStatus.UNKNOWN)).isEmpty();
  }

  private static Optional<TerminationEvidence> evidenceFromPod(PodStatusChecker.PodStatus status) {
    return new OwnerLivenessChecker(
            inCluster("cluster", "uid-1"), NO_PROCESS, pod -> status, LeasePolicy.STANDARD)
        .check(owner(inCluster("cluster", "uid-2")), SILENT);
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

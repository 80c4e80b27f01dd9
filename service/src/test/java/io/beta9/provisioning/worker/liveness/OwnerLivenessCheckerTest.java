package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.WorkerRepository.Identity;
import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class OwnerLivenessCheckerTest {
  private static final Duration SILENT = Duration.ofSeconds(20);
  private static final LongUnaryOperator NOBODY = pid -> 0;

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
        "/var/lib/beta9");
  }

  private static ClaimOwner owner(Identity worker) {
    return new ClaimOwner(worker, "running", 3, List.of());
  }

  private static OwnerLivenessChecker coroner(
      LongUnaryOperator startTicks, PodStatusChecker.PodStatus answer) {
    return new OwnerLivenessChecker(SELF, startTicks, worker -> answer, LeasePolicy.STANDARD);
  }

  private static OwnerLivenessChecker coroner(LongUnaryOperator startTicks) {
    return coroner(startTicks, PodStatusChecker.PodStatus.UNKNOWN);
  }

  @Test
  void a_process_of_this_place_is_dead_when_its_pid_is_gone_or_belongs_to_a_later_process() {
    ClaimOwner neighbour = owner(SELF);
    assertThat(coroner(NOBODY).examine(neighbour, SILENT))
        .contains(new TerminationEvidence.ProcessGone())
        .hasValueSatisfying(proof -> assertThat(proof.terraformMayLiveOn()).isTrue());
    assertThat(coroner(pid -> 71).examine(neighbour, SILENT))
        .contains(new TerminationEvidence.ProcessGone());
    assertThat(coroner(pid -> 70).examine(neighbour, SILENT)).as("it is only stopped").isEmpty();
  }

  @Test
  void a_pid_of_another_container_on_the_same_kernel_says_nothing() {
    Identity elsewhere = worker("host-a", "boot-1", "pid:[2]", "", null);
    assertThat(coroner(NOBODY).examine(owner(elsewhere), SILENT)).isEmpty();
  }

  @Test
  void another_boot_of_the_same_machine_is_a_proof_and_one_of_a_namesake_is_not() {
    assertThat(
            coroner(NOBODY)
                .examine(owner(worker("host-a", "boot-0", "pid:[1]", "machine-a", null)), SILENT))
        .contains(new TerminationEvidence.MachineRestarted());
    assertThat(
            coroner(NOBODY)
                .examine(owner(worker("host-a", "boot-0", "pid:[1]", "machine-b", null)), SILENT))
        .isEmpty();
  }

  @Test
  void a_new_container_in_our_own_pod_proves_the_old_one_dead() {
    Identity self = worker("pod-1", "boot-1", "pid:[9]", "", "uid-1");
    Identity former = worker("pod-1", "boot-1", "pid:[1]", "", "uid-1");
    assertThat(
            new OwnerLivenessChecker(self, NOBODY, PodStatusChecker.NONE, LeasePolicy.STANDARD)
                .examine(owner(former), SILENT))
        .contains(new TerminationEvidence.ContainerRestarted())
        .hasValueSatisfying(proof -> assertThat(proof.terraformMayLiveOn()).isFalse());
  }

  @Test
  void a_pod_is_dead_when_kubernetes_says_so_and_not_when_it_says_nothing() {
    ClaimOwner pod = owner(worker("pod-1", "boot-2", "pid:[5]", "", "uid-2"));
    assertThat(coroner(NOBODY, PodStatusChecker.PodStatus.GONE).examine(pod, SILENT))
        .hasValueSatisfying(proof -> assertThat(proof.words()).isEqualTo("its pod is gone"));
    assertThat(coroner(NOBODY, PodStatusChecker.PodStatus.FINISHED).examine(pod, SILENT))
        .isPresent();
    assertThat(coroner(NOBODY, PodStatusChecker.PodStatus.THERE).examine(pod, SILENT)).isEmpty();
    assertThat(coroner(NOBODY, PodStatusChecker.PodStatus.UNKNOWN).examine(pod, SILENT)).isEmpty();
  }

  @Test
  void of_whom_nothing_can_be_learned_the_promise_is_waited_for_with_its_margin() {
    ClaimOwner far = owner(worker("host-b", "boot-2", "pid:[1]", "machine-b", null));
    Duration enough = LeasePolicy.STANDARD.keptAfter();
    assertThat(coroner(NOBODY).examine(far, enough.minusSeconds(1))).isEmpty();
    assertThat(coroner(NOBODY).examine(far, enough))
        .contains(new TerminationEvidence.PromiseRanOut(enough));
    assertThat(coroner(pid -> 70).examine(owner(SELF), enough))
        .as("also of one that is only stopped on this very machine: its children were ended")
        .contains(new TerminationEvidence.PromiseRanOut(enough));
  }
}

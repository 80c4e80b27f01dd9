package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.worker.liveness.PodStatusChecker.PodStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of evidence: what proves it, what does not, and what it says about Terraform. */
class TerminationEvidenceTest {
  private static final LeasePolicy POLICY =
      new LeasePolicy(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(3));
  private static final Duration HARD_LIMIT = Duration.ofMinutes(13);
  private static final LongUnaryOperator NO_PROCESS = pid -> 0;
  private static final PodStatusChecker NO_QUERY =
      worker -> {
        throw new AssertionError("Kubernetes must not be queried for " + worker.id());
      };

  private static final RegisteredWorker SELF =
      identity("w-self", "host", "boot", 1, "pid:[1]", "machine", "pod-uid");

  private static RegisteredWorker identity(
      String id,
      String host,
      String bootId,
      long startedAt,
      String pidNamespace,
      String machineId,
      String podUid) {
    return new RegisteredWorker(
        id,
        "test",
        1,
        "/workdir",
        new RegisteredWorker.HostProcess(host, bootId, pidNamespace, machineId, 7, startedAt),
        podUid == null
            ? null
            : new RegisteredWorker.WorkerPod("cluster", "namespace", "pod", podUid));
  }

  /** A worker of which this process can observe nothing locally. */
  private static RegisteredWorker remote(String podUid) {
    return identity("w-remote", "host-2", "boot-2", 70, "pid:[2]", "machine-2", podUid);
  }

  private static Optional<TerminationEvidence> check(
      RegisteredWorker owner,
      String state,
      LongUnaryOperator startTicks,
      PodStatusChecker pods,
      Duration silence) {
    return new OwnerLivenessChecker(SELF, startTicks, pods, POLICY)
        .check(new ClaimOwner(owner, state, 3, List.of()), silence);
  }

  private static Optional<TerminationEvidence> check(RegisteredWorker owner) {
    return check(owner, "running", NO_PROCESS, PodStatusChecker.NONE, Duration.ZERO);
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(new TerminationEvidence.ReportedStopped(), true),
        Arguments.of(new TerminationEvidence.ProcessGone(), true),
        Arguments.of(new TerminationEvidence.MachineRestarted(), false),
        Arguments.of(new TerminationEvidence.ContainerRestarted(), false),
        Arguments.of(new TerminationEvidence.PodEnded(true), false),
        Arguments.of(new TerminationEvidence.LeaseExpired(HARD_LIMIT), false));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("kinds")
  void terraform_may_outlive_its_worker_only_while_the_machine_is_running(
      TerminationEvidence evidence, boolean terraformMayBeRunning) {
    assertThat(evidence.terraformMayBeRunning()).isEqualTo(terraformMayBeRunning);
  }

  @Test
  void every_kind_of_evidence_has_a_code_of_its_own() {
    Set<Object> listed = kinds().map(kind -> kind.get()[0].getClass()).collect(Collectors.toSet());
    assertThat(listed)
        .isEqualTo(Set.copyOf(Arrays.asList(TerminationEvidence.class.getPermittedSubclasses())));
    assertThat(kinds().map(kind -> ((TerminationEvidence) kind.get()[0]).code()))
        .containsExactlyElementsOf(TerminationEvidence.CODES)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_worker_that_reported_its_stop_is_terminated_even_if_its_process_exists() {
    assertThat(check(SELF, "stopped", pid -> 1, NO_QUERY, Duration.ZERO))
        .contains(new TerminationEvidence.ReportedStopped());
    assertThat(check(remote(null), "stopped", NO_PROCESS, NO_QUERY, Duration.ZERO))
        .contains(new TerminationEvidence.ReportedStopped());
    assertThat(check(remote(null), "draining", NO_PROCESS, NO_QUERY, Duration.ZERO)).isEmpty();
  }

  @ParameterizedTest(name = "recorded start {0}, current start {1}: terminated {2}")
  @CsvSource({
    "70, 70, false",
    "70, 0, true",
    "70, 69, true",
    "70, 71, true",
    "0, 0, false",
    "0, 5, false"
  })
  void a_local_process_is_terminated_when_its_pid_has_another_start_time(
      long recorded, long current, boolean terminated) {
    RegisteredWorker localWorker =
        identity("w-2", "host", "boot", recorded, "pid:[1]", "machine", null);
    assertThat(check(localWorker, "running", pid -> current, NO_QUERY, Duration.ZERO))
        .isEqualTo(
            terminated ? Optional.of(new TerminationEvidence.ProcessGone()) : Optional.empty());
  }

  @Test
  void an_earlier_container_of_the_same_pod_is_terminated() {
    assertThat(check(identity("w-2", "host", "boot", 70, "pid:[0]", "machine", "pod-uid")))
        .contains(new TerminationEvidence.ContainerRestarted());
    assertThat(check(identity("w-2", "host", "boot", 70, "pid:[0]", "machine", "other-uid")))
        .isEmpty();
  }

  @ParameterizedTest(name = "host {0}, machine {1}, boot {2}: {3}")
  @CsvSource({
    "host,   machine,   boot-0, true",
    "host,   machine,   boot,   false",
    "host,   machine,   '',     false",
    "host,   machine-2, boot-0, false",
    "host,   '',        boot-0, false",
    "host-2, machine,   boot-0, false"
  })
  void an_earlier_boot_of_the_same_host_and_machine_is_terminated(
      String host, String machine, String boot, boolean terminated) {
    assertThat(check(identity("w-2", host, boot, 70, "pid:[3]", machine, null)))
        .isEqualTo(
            terminated
                ? Optional.of(new TerminationEvidence.MachineRestarted())
                : Optional.empty());
  }

  @Test
  void a_machine_without_an_id_is_not_compared_with_another_one_without_an_id() {
    RegisteredWorker self = identity("w-self", "host", "boot", 1, "pid:[1]", "", null);
    RegisteredWorker other = identity("w-2", "host", "boot-0", 70, "pid:[1]", "", null);
    assertThat(
            new OwnerLivenessChecker(self, NO_PROCESS, PodStatusChecker.NONE, POLICY)
                .check(new ClaimOwner(other, "running", 3, List.of()), Duration.ZERO))
        .isEmpty();
  }

  @Test
  void a_deleted_or_finished_pod_is_terminated_and_any_other_is_not() {
    for (PodStatus status : PodStatus.values()) {
      Optional<TerminationEvidence> evidence =
          check(remote("uid-2"), "running", NO_PROCESS, worker -> status, Duration.ZERO);
      if (status == PodStatus.DELETED || status == PodStatus.FINISHED) {
        assertThat(evidence.orElseThrow()).isInstanceOf(TerminationEvidence.PodEnded.class);
      } else {
        assertThat(evidence).as(status.name()).isEmpty();
      }
    }
  }

  @Test
  void deleted_and_finished_pods_are_described_differently() {
    assertThat(
            Stream.of(PodStatus.DELETED, PodStatus.FINISHED)
                .map(
                    status ->
                        check(
                                remote("uid-2"),
                                "running",
                                NO_PROCESS,
                                worker -> status,
                                Duration.ZERO)
                            .orElseThrow()))
        .doesNotHaveDuplicates();
  }

  @Test
  void kubernetes_is_not_queried_for_a_worker_that_runs_in_no_pod() {
    assertThat(check(remote(null), "running", NO_PROCESS, NO_QUERY, Duration.ZERO)).isEmpty();
  }

  @Test
  void a_missed_heartbeat_is_evidence_only_from_the_hard_limit_of_the_lease_on() {
    for (String podUid : new String[] {null, "uid-2"}) {
      RegisteredWorker owner = remote(podUid);
      assertThat(
              check(owner, "running", NO_PROCESS, PodStatusChecker.NONE, HARD_LIMIT.minusNanos(1)))
          .isEmpty();
      for (Duration silence : List.of(HARD_LIMIT, HARD_LIMIT.plusNanos(1))) {
        assertThat(check(owner, "running", NO_PROCESS, PodStatusChecker.NONE, silence))
            .contains(new TerminationEvidence.LeaseExpired(silence));
      }
    }
  }

  @Test
  void evidence_of_the_pod_takes_precedence_over_the_expired_lease() {
    assertThat(
            check(remote("uid-2"), "running", NO_PROCESS, worker -> PodStatus.DELETED, HARD_LIMIT)
                .orElseThrow())
        .isInstanceOf(TerminationEvidence.PodEnded.class);
  }
}

package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.ClaimRepository.Heartbeat;
import io.beta9.provisioning.operation.ProcessRepository.ProcessEnd;
import io.beta9.provisioning.telemetry.log.LogFields;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The values of operations, steps, workers and processes, and what follows from them. */
class OperationValuesTest {
  private static RegisteredWorker worker(String bootId, String pidNamespace, String workdir) {
    return new RegisteredWorker(
        "w",
        "test",
        1,
        workdir,
        new RegisteredWorker.HostProcess("host", bootId, pidNamespace, "machine", 7, 70),
        null);
  }

  @ParameterizedTest
  @CsvSource({
    "WAITING, waiting, false",
    "RUNNING, running, false",
    "SUCCEEDED, succeeded, true",
    "FAILED, failed, true",
    "CANCELLED, cancelled, true"
  })
  void an_operation_has_ended_if_it_succeeded_failed_or_was_cancelled(
      OperationState state, String code, boolean terminal) {
    assertThat(state.code()).isEqualTo(code);
    assertThat(state.isTerminal()).isEqualTo(terminal);
  }

  @Test
  void each_state_and_each_step_has_its_own_description() {
    assertThat(OperationState.values())
        .extracting(OperationState::description)
        .doesNotHaveDuplicates()
        .noneMatch(String::isBlank);
    assertThat(StepName.values())
        .extracting(StepName::description)
        .doesNotHaveDuplicates()
        .noneMatch(String::isBlank);
  }

  @ParameterizedTest
  @EnumSource(StepName.class)
  void the_code_of_a_step_is_its_name_in_kebab_case(StepName step) {
    assertThat(step.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(Arrays.stream(StepName.values()).filter(s -> s.code().equals(step.code())))
        .containsExactly(step);
  }

  @ParameterizedTest(name = "exit code {0}: {1}")
  @CsvSource({"0, true", "1, false", "137, false", ", false"})
  void a_process_succeeded_if_its_exit_code_was_observed_and_is_zero(
      Integer exitCode, boolean succeeded) {
    assertThat(new ProcessEnd(exitCode).succeeded()).isEqualTo(succeeded);
  }

  @ParameterizedTest
  @CsvSource({"running, false", "draining, false", "dead, false", "stopped, true"})
  void a_worker_has_stopped_if_it_reported_it(String state, boolean stopped) {
    assertThat(new ClaimOwner(worker("b", "n", "/w"), state, 1, List.of()).hasStopped())
        .isEqualTo(stopped);
  }

  @ParameterizedTest(name = "boot {0} and {1}, namespace {2} and {3}: {4}")
  @CsvSource({
    "boot, boot,  ns, ns,  true",
    "boot, boot,  ns, ns2, false",
    "boot, boot2, ns, ns,  false",
    "'',   '',    ns, ns,  false"
  })
  void two_workers_see_the_same_processes_in_one_namespace_of_one_boot(
      String boot, String otherBoot, String namespace, String otherNamespace, boolean shared) {
    assertThat(
            worker(boot, namespace, "/w")
                .sharesPidNamespaceWith(worker(otherBoot, otherNamespace, "/other")))
        .isEqualTo(shared);
  }

  @Test
  void the_place_of_a_worker_consists_of_its_boot_its_namespace_and_its_working_directory() {
    String place = worker("boot", "ns", "/w").place();
    assertThat(place).isEqualTo("boot ns /w");
    assertThat(
            List.of(
                worker("boot2", "ns", "/w").place(),
                worker("boot", "ns2", "/w").place(),
                worker("boot", "ns", "/w2").place()))
        .doesNotContain(place);
  }

  private static RegisteredWorker inPod(RegisteredWorker.@Nullable WorkerPod pod) {
    RegisteredWorker worker = worker("b", "n", "/w");
    return new RegisteredWorker(
        worker.id(), worker.version(), 1, worker.workdir(), worker.process(), pod);
  }

  private static RegisteredWorker inCluster(String id) {
    return inPod(new RegisteredWorker.WorkerPod(id, "beta9", "worker-1", "uid-1"));
  }

  @Test
  void two_workers_share_a_cluster_if_both_have_recorded_the_same_one() {
    assertThat(inCluster("c1").sharesClusterWith(inCluster("c1"))).isTrue();
    assertThat(inCluster("c1").sharesClusterWith(inCluster("c2"))).isFalse();
    assertThat(inCluster("").sharesClusterWith(inCluster(""))).as("both unknown").isFalse();
    assertThat(inCluster("c1").sharesClusterWith(inPod(null))).isFalse();
    assertThat(inPod(null).sharesClusterWith(inCluster("c1"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"running, false", "draining, false", "dead, false", "stopped, true"})
  void an_observed_worker_has_stopped_if_it_reported_it(String state, boolean stopped) {
    assertThat(new Heartbeat("w", state, 1).hasStopped()).isEqualTo(stopped);
  }

  static Stream<Arguments> kindsOfEvidence() {
    return Stream.of(
        arguments(new TerminationEvidence.ReportedStopped(), "reported-stopped", true),
        arguments(new TerminationEvidence.ProcessGone(), "process-gone", true),
        arguments(new TerminationEvidence.MachineRestarted(), "machine-restarted", false),
        arguments(new TerminationEvidence.ContainerRestarted(), "container-restarted", false),
        arguments(new TerminationEvidence.PodEnded(true), "pod-ended", false),
        arguments(
            new TerminationEvidence.LeaseExpired(Duration.ofMinutes(12)), "lease-expired", false));
  }

  @ParameterizedTest
  @MethodSource("kindsOfEvidence")
  void terraform_may_outlive_its_worker_but_neither_its_machine_nor_its_container(
      TerminationEvidence evidence, String code, boolean mayBeRunning) {
    assertThat(evidence.code()).isEqualTo(code);
    assertThat(evidence.terraformMayBeRunning()).isEqualTo(mayBeRunning);
  }

  @Test
  void every_kind_of_evidence_has_its_code_in_the_list() {
    assertThat(kindsOfEvidence().map(arguments -> arguments.get()[1]))
        .containsExactlyElementsOf(TerminationEvidence.CODES);
  }

  @Test
  void log_lines_about_a_claim_name_its_environment_operation_epoch_and_tenant() {
    EnvironmentId environment = new EnvironmentId("env_0123456789ab");
    OperationId operation = new OperationId("op_0123456789ab");
    TenantId tenant = new TenantId("acme");
    Map<String, String> fields =
        Map.of(
            LogFields.ENVIRONMENT,
            environment.value(),
            LogFields.OPERATION,
            operation.value(),
            LogFields.EPOCH,
            "3",
            LogFields.TENANT,
            "acme");

    assertThat(
            ClaimLogFields.of(
                new Claim(operation, environment, tenant, OperationKind.DESTROY, "w", 3, 1)))
        .isEqualTo(fields);
    assertThat(
            ClaimLogFields.of(
                new ClaimRepository.HeldClaim(operation, environment, tenant, 3, false)))
        .isEqualTo(fields);
  }
}

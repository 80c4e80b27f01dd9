package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.ProcessRepository.ProcessEnd;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
}

package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.process.RunKind;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerraformRunMetricsTest {
  private static final long MIB = 1024 * 1024;

  @TempDir private Path base;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TerraformRunMetrics metrics = new TerraformRunMetrics(meters);

  private double runs(String command, String exitCode) {
    return meters
        .get("provisioning.terraform.runs")
        .tags("command", command, "exit_code", exitCode)
        .counter()
        .count();
  }

  private DistributionSummary memory(String command) {
    return meters.get("provisioning.terraform.memory").tag("command", command).summary();
  }

  @Test
  void counts_real_runs_and_measures_their_memory() {
    Terraform terraform = TinyStack.withSlowApply(base).terraform(metrics);

    terraform.init(TinyStack.run("init-1"));
    terraform.plan(TinyStack.run("plan-1"), List.of());
    terraform.apply(TinyStack.run("apply-1"));

    assertThat(runs("init", "0")).isEqualTo(1);
    assertThat(runs("plan", "0")).isEqualTo(1);
    assertThat(runs("apply", "0")).isEqualTo(1);
    assertThat(memory("apply").count()).isEqualTo(1);
    assertThat(memory("apply").max())
        .as("a Terraform without providers")
        .isBetween((double) MIB, 1024.0 * MIB);
    assertThat(meters.get("provisioning.terraform.running").gauge().value()).isZero();
  }

  @Test
  void counts_a_failed_run_by_its_exit_code() {
    Terraform terraform =
        new TinyStack(base, "resource \"terraform_data\" \"one\" { unknown = 1 }")
            .terraform(metrics);
    terraform.init(TinyStack.run("init-1"));

    assertThatThrownBy(() -> terraform.plan(TinyStack.run("plan-1"), List.of()))
        .isInstanceOf(FailureException.class);

    assertThat(runs("plan", "1")).isEqualTo(1);
    assertThat(runs("plan", "0")).isZero();
    assertThat(meters.get("provisioning.terraform.running").gauge().value()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"137, 137", "130, 130", "143, 143", "2, 2", "77, other", "128, other"})
  void labels_of_exit_codes_are_bounded(int exitCode, String label) {
    metrics.ended(RunKind.APPLY, OptionalInt.of(exitCode), MIB);

    assertThat(runs("apply", label)).isEqualTo(1);
  }

  @Test
  void the_exit_code_of_a_process_that_was_killed_with_its_shell_is_unknown() {
    metrics.ended(RunKind.APPLY, OptionalInt.empty(), 0);

    assertThat(runs("apply", "unknown")).isEqualTo(1);
    assertThat(memory("apply").count()).as("no sample was taken").isZero();
  }

  @Test
  void counts_the_imported_resources_of_an_apply() {
    metrics.adopted(3);
    metrics.adopted(0);

    assertThat(meters.get("provisioning.adoptions").counter().count()).isEqualTo(3);
  }
}

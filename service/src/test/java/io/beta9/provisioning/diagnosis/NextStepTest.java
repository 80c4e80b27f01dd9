package io.beta9.provisioning.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.ResponsibleParty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who has to act, with which command, and when the service tries again by itself. */
class NextStepTest {
  private static final EnvironmentId ID = new EnvironmentId("env_000000000001");
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static NextStep step(
      EnvironmentStatus status,
      @Nullable Failure failure,
      @Nullable Instant nextAttempt,
      boolean stuck) {
    return NextStep.of(new NextStep.Situation(ID, status, failure, nextAttempt, stuck), NOW);
  }

  @Test
  void no_action_is_required_for_a_ready_environment() {
    assertThat(step(EnvironmentStatus.READY, null, null, false))
        .isEqualTo(new NextStep(ResponsibleParty.NONE, null, null));
  }

  @Test
  void a_pause_ends_with_an_automatic_attempt() {
    Failure throttled = Failure.of(FailureCode.THROTTLED, "Planning");
    assertThat(step(EnvironmentStatus.QUEUED, throttled, NOW.plusSeconds(1), false))
        .isEqualTo(
            new NextStep(
                ResponsibleParty.NONE,
                "./provisioner env watch env_000000000001",
                NOW.plusSeconds(1)));
  }

  @Test
  void an_attempt_that_is_due_has_no_time() {
    assertThat(step(EnvironmentStatus.QUEUED, null, NOW, false).automaticAttempt()).isNull();
  }

  @Test
  void an_environment_that_does_not_progress_is_the_operators() {
    assertThat(step(EnvironmentStatus.PROVISIONING, null, null, true))
        .isEqualTo(
            new NextStep(
                ResponsibleParty.OPERATOR, "./provisioner env diagnose env_000000000001", null));
  }

  @Test
  void no_action_is_required_after_a_cancellation() {
    assertThat(
            step(
                EnvironmentStatus.FAILED, Failure.of(FailureCode.OPERATION_CANCELLED), null, false))
        .isEqualTo(
            new NextStep(ResponsibleParty.NONE, "./provisioner env retry env_000000000001", null));
  }

  @Test
  void an_operator_has_to_act_on_what_passes_by_itself_once_no_attempt_follows() {
    Failure throttled = Failure.of(FailureCode.THROTTLED, "Planning").withoutRetry(10);

    assertThat(step(EnvironmentStatus.FAILED, throttled, null, false))
        .isEqualTo(
            new NextStep(
                ResponsibleParty.OPERATOR, "./provisioner env retry env_000000000001", null));
  }

  @Test
  void the_customer_has_to_act_on_missing_capacity_before_and_after_the_last_attempt() {
    Failure failure = Failure.of(FailureCode.NO_CAPACITY, "Applying the plan");

    assertThat(failure.responsible()).isEqualTo(ResponsibleParty.CUSTOMER);
    assertThat(failure.withoutRetry(5).responsible()).isEqualTo(ResponsibleParty.CUSTOMER);
  }

  @Test
  void a_failed_status_without_a_failure_has_to_be_diagnosed() {
    assertThat(step(EnvironmentStatus.FAILED, null, null, false).responsible())
        .isEqualTo(ResponsibleParty.OPERATOR);
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void every_failure_has_a_command_and_the_party_of_its_code(FailureCode code) {
    NextStep next = step(EnvironmentStatus.FAILED, Failure.of(code), null, false);

    assertThat(next.responsible()).isEqualTo(code.responsible());
    assertThat(next.command()).startsWith("./provisioner ").doesNotContain("'", "`", "<", "{");
  }
}

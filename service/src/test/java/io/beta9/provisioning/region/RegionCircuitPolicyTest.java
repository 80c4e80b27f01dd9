package io.beta9.provisioning.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.region.RegionCircuitPolicy.CircuitDecision;
import io.beta9.provisioning.region.RegionOutcome.OutcomeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionCircuitPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final OperationId PROBE = operation(99);
  private static final RegionCircuitPolicy policy = RegionCircuitPolicy.STANDARD;

  private static OperationId operation(int number) {
    return new OperationId("op_%012x".formatted(number));
  }

  private static RegionOutcome outcome(int number, String account, OutcomeKind kind, String code) {
    return new RegionOutcome(
        "env_%012x".formatted(number), account, operation(number), kind, code, NOW);
  }

  private static List<RegionOutcome> failing(int environments, String code) {
    return new ArrayList<>(
        IntStream.range(0, environments)
            .mapToObj(i -> outcome(i, "account-" + i, OutcomeKind.FAILING, code))
            .toList());
  }

  private static RegionCircuit circuit(CircuitState state, @Nullable Instant until, int openings) {
    return new RegionCircuit(
        "us-east-1",
        state,
        NOW.minusSeconds(60),
        until,
        new CircuitReason.Recorded("why"),
        openings,
        PROBE,
        null);
  }

  private static final RegionCircuit CLOSED = RegionCircuit.closed("us-east-1");

  @Test
  void opens_after_three_environments_failed_and_states_the_reason() {
    assertThat(policy.decide(CLOSED, failing(2, "aws-unavailable"), false, NOW))
        .isEqualTo(new CircuitDecision.NoChange());
    assertThat(policy.decide(CLOSED, failing(3, "aws-unavailable"), false, NOW))
        .isEqualTo(
            new CircuitDecision.Open(
                new CircuitReason.EnvironmentsFailed(
                    3, Duration.ofMinutes(15), Map.of("aws-unavailable", 3L)),
                NOW.plus(Duration.ofMinutes(5)),
                1));
  }

  @Test
  void stays_closed_if_one_environment_fails_repeatedly() {
    List<RegionOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      outcomes.add(outcome(1, "a", OutcomeKind.FAILING, "aws-unavailable"));
    }
    assertThat(policy.decide(CLOSED, outcomes, false, NOW))
        .isEqualTo(new CircuitDecision.NoChange());
  }

  @Test
  void stays_closed_if_more_environments_succeed_than_fail() {
    List<RegionOutcome> outcomes = failing(3, "resource-not-ready");
    for (int i = 10; i < 14; i++) {
      outcomes.add(outcome(i, "a", OutcomeKind.SUCCEEDED, ""));
    }
    assertThat(policy.decide(CLOSED, outcomes, false, NOW))
        .isEqualTo(new CircuitDecision.NoChange());
  }

  @Test
  void stays_closed_if_a_single_account_is_throttled() {
    List<RegionOutcome> one = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      one.add(outcome(i, "the same", OutcomeKind.FAILING, "throttled"));
    }
    assertThat(policy.decide(CLOSED, one, false, NOW)).isEqualTo(new CircuitDecision.NoChange());
    assertThat(policy.decide(CLOSED, failing(3, "throttled"), false, NOW))
        .isInstanceOf(CircuitDecision.Open.class);
  }

  @Test
  void probes_an_open_circuit_when_its_pause_has_passed() {
    assertThat(
            policy.decide(circuit(CircuitState.OPEN, NOW.plusSeconds(1), 1), List.of(), false, NOW))
        .isEqualTo(new CircuitDecision.NoChange());
    assertThat(policy.decide(circuit(CircuitState.OPEN, NOW, 1), List.of(), false, NOW))
        .isEqualTo(new CircuitDecision.Probe());
  }

  @Test
  void keeps_a_manually_opened_circuit_open_without_expiry() {
    assertThat(policy.decide(circuit(CircuitState.OPEN, null, 1), List.of(), false, NOW))
        .isEqualTo(new CircuitDecision.NoChange());
  }

  @Test
  void decides_by_the_outcome_of_the_probe() {
    RegionCircuit trying = circuit(CircuitState.HALF_OPEN, NOW, 2);
    assertThat(policy.decide(trying, failing(3, "network"), true, NOW))
        .as("others do not count")
        .isEqualTo(new CircuitDecision.NoChange());
    assertThat(
            policy.decide(trying, List.of(outcome(99, "a", OutcomeKind.SUCCEEDED, "")), true, NOW))
        .isEqualTo(new CircuitDecision.Close(new CircuitReason.ProbeSucceeded(PROBE)));
    assertThat(
            policy.decide(
                trying,
                List.of(outcome(99, "a", OutcomeKind.FAILING, "aws-unavailable")),
                true,
                NOW))
        .isEqualTo(
            new CircuitDecision.Open(
                new CircuitReason.ProbeFailed(PROBE, "aws-unavailable"),
                NOW.plus(Duration.ofMinutes(20)),
                3));
  }

  @Test
  void probes_again_if_the_probe_failed_for_an_unrelated_reason_or_no_longer_exists() {
    RegionCircuit trying = circuit(CircuitState.HALF_OPEN, NOW, 1);
    assertThat(
            policy.decide(
                trying, List.of(outcome(99, "a", OutcomeKind.UNRELATED, "quota")), false, NOW))
        .isEqualTo(new CircuitDecision.Probe());
    assertThat(policy.decide(trying, List.of(), false, NOW)).isEqualTo(new CircuitDecision.Probe());
    assertThat(policy.decide(trying, List.of(), true, NOW))
        .isEqualTo(new CircuitDecision.NoChange());
  }

  @Test
  void doubles_the_pauses_up_to_the_maximum() {
    assertThat(policy.pause(1)).isEqualTo(Duration.ofMinutes(5));
    assertThat(policy.pause(2)).isEqualTo(Duration.ofMinutes(10));
    assertThat(policy.pause(4)).isEqualTo(Duration.ofMinutes(40));
    assertThat(policy.pause(400)).isEqualTo(Duration.ofMinutes(40));
  }

  @ParameterizedTest
  @CsvSource({
    "aws-unavailable, FAILING",
    "network, FAILING",
    "resource-not-ready, FAILING",
    "terraform-killed, UNRELATED",
    "no-capacity, UNRELATED",
    "vpc-quota, UNRELATED",
    "access-denied, UNRELATED",
    "zone-unavailable, UNRELATED",
    "unexpected-error, UNRELATED"
  })
  void counts_only_failures_that_aws_causes(String code, OutcomeKind kind) {
    Failure failure = Failure.of(FailureCode.of(code).orElseThrow(), "Creating the cluster");

    assertThat(OutcomeKind.of(failure)).isEqualTo(kind);
  }
}

package io.beta9.provisioning.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.region.RegionCircuitPolicy.CircuitDecision;
import io.beta9.provisioning.region.RegionOutcome.Sort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  private static RegionOutcome outcome(int number, String account, Sort sort, String code) {
    return new RegionOutcome(
        "env_%012x".formatted(number), account, operation(number), sort, code, "it said so", NOW);
  }

  private static List<RegionOutcome> failing(int environments, String code) {
    return new ArrayList<>(
        IntStream.range(0, environments)
            .mapToObj(i -> outcome(i, "account-" + i, Sort.FAILING, code))
            .toList());
  }

  private static RegionCircuit circuit(CircuitState state, @Nullable Instant until, int openings) {
    return new RegionCircuit(
        "us-east-1", state, NOW.minusSeconds(60), until, "why", openings, PROBE, null);
  }

  private static final RegionCircuit CLOSED = RegionCircuit.closed("us-east-1");

  @Test
  void three_environments_that_the_region_fails_open_it_and_the_reason_says_what_happened() {
    assertThat(policy.decide(CLOSED, failing(2, "aws-unavailable"), false, NOW))
        .isEqualTo(new CircuitDecision.Stay());
    assertThat(policy.decide(CLOSED, failing(3, "aws-unavailable"), false, NOW))
        .isEqualTo(
            new CircuitDecision.Open(
                "it failed for 3 environments within 15 minutes (3 times 'aws-unavailable'), the"
                    + " last time because it said so",
                NOW.plus(Duration.ofMinutes(5)),
                1));
  }

  @Test
  void one_environment_that_fails_again_and_again_opens_nothing() {
    List<RegionOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      outcomes.add(outcome(1, "a", Sort.FAILING, "aws-unavailable"));
    }
    assertThat(policy.decide(CLOSED, outcomes, false, NOW)).isEqualTo(new CircuitDecision.Stay());
  }

  @Test
  void a_region_that_works_for_more_than_it_fails_stays_fed() {
    List<RegionOutcome> outcomes = failing(3, "resource-not-ready");
    for (int i = 10; i < 14; i++) {
      outcomes.add(outcome(i, "a", Sort.WELL, ""));
    }
    assertThat(policy.decide(CLOSED, outcomes, false, NOW)).isEqualTo(new CircuitDecision.Stay());
  }

  @Test
  void an_account_that_throttles_itself_does_not_close_a_region_to_the_others() {
    List<RegionOutcome> one = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      one.add(outcome(i, "the same", Sort.FAILING, "throttled"));
    }
    assertThat(policy.decide(CLOSED, one, false, NOW)).isEqualTo(new CircuitDecision.Stay());
    assertThat(policy.decide(CLOSED, failing(3, "throttled"), false, NOW))
        .isInstanceOf(CircuitDecision.Open.class);
  }

  @Test
  void an_open_one_is_tried_when_its_time_has_come_and_not_before() {
    assertThat(
            policy.decide(circuit(CircuitState.OPEN, NOW.plusSeconds(1), 1), List.of(), false, NOW))
        .isEqualTo(new CircuitDecision.Stay());
    assertThat(policy.decide(circuit(CircuitState.OPEN, NOW, 1), List.of(), false, NOW))
        .isEqualTo(new CircuitDecision.Probe());
  }

  @Test
  void one_that_a_person_opened_without_an_end_stays_open() {
    assertThat(policy.decide(circuit(CircuitState.OPEN, null, 1), List.of(), false, NOW))
        .isEqualTo(new CircuitDecision.Stay());
  }

  @Test
  void what_the_one_sent_ahead_meets_decides() {
    RegionCircuit trying = circuit(CircuitState.HALF_OPEN, NOW, 2);
    assertThat(policy.decide(trying, failing(3, "network"), true, NOW))
        .as("others do not count")
        .isEqualTo(new CircuitDecision.Stay());
    assertThat(policy.decide(trying, List.of(outcome(99, "a", Sort.WELL, "")), true, NOW))
        .isInstanceOf(CircuitDecision.Close.class);
    assertThat(
            policy.decide(
                trying, List.of(outcome(99, "a", Sort.FAILING, "aws-unavailable")), true, NOW))
        .isEqualTo(
            new CircuitDecision.Open(
                "operation "
                    + PROBE
                    + " tried it, and it failed with 'aws-unavailable' (it said"
                    + " so)",
                NOW.plus(Duration.ofMinutes(20)),
                3));
  }

  @Test
  void one_that_failed_for_a_reason_of_its_own_or_is_gone_is_followed_by_another() {
    RegionCircuit trying = circuit(CircuitState.HALF_OPEN, NOW, 1);
    assertThat(
            policy.decide(trying, List.of(outcome(99, "a", Sort.UNRELATED, "quota")), false, NOW))
        .isEqualTo(new CircuitDecision.Probe());
    assertThat(policy.decide(trying, List.of(), false, NOW)).isEqualTo(new CircuitDecision.Probe());
    assertThat(policy.decide(trying, List.of(), true, NOW)).isEqualTo(new CircuitDecision.Stay());
  }

  @Test
  void pauses_grow_and_have_an_end() {
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
  void counts_only_failures_of_aws_itself(String code, Sort sort) {
    assertThat(Sort.of(Failure.of(FailureCode.of(code).orElseThrow(), "Creating the cluster")))
        .isEqualTo(sort);
  }
}

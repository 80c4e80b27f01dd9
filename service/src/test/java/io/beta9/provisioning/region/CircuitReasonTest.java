package io.beta9.provisioning.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.OperationId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CircuitReasonTest {
  private static final OperationId PROBE = new OperationId("op_0123456789ab");

  static List<Arguments> reasons() {
    return List.of(
        Arguments.of(
            new CircuitReason.EnvironmentsFailed(
                3, Duration.ofMinutes(15), Map.of("network", 1L, "aws-unavailable", 3L)),
            "3 environments failed within 15 min ('aws-unavailable' 3 times, 'network' once)"),
        Arguments.of(
            new CircuitReason.ProbeSucceeded(PROBE),
            "operation op_0123456789ab probed it successfully"),
        Arguments.of(
            new CircuitReason.ProbeFailed(PROBE, "network"),
            "operation op_0123456789ab probed it and failed with 'network'"),
        Arguments.of(new CircuitReason.OpenedByOperator("ann", "outage"), "ann opened it: outage"),
        Arguments.of(new CircuitReason.ClosedByOperator("ann", "over"), "ann closed it: over"),
        Arguments.of(new CircuitReason.Recorded("it fails"), "it fails"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void is_rendered_and_read_back_as_data(CircuitReason reason, String clause) {
    assertThat(reason.description()).isEqualTo(clause);
    assertThat(CircuitReasonJson.read(CircuitReasonJson.write(reason), clause)).isEqualTo(reason);
  }

  @Test
  void the_table_contains_every_kind_of_reason() {
    Set<Object> listed =
        reasons().stream().map(row -> row.get()[0].getClass()).collect(Collectors.toSet());
    assertThat(listed)
        .isEqualTo(Set.copyOf(Arrays.asList(CircuitReason.class.getPermittedSubclasses())));
  }

  @Test
  void a_row_that_the_previous_version_wrote_has_the_clause_only() {
    assertThat(CircuitReasonJson.read(null, "it fails"))
        .isEqualTo(new CircuitReason.Recorded("it fails"));
  }

  @Test
  void a_clause_that_the_previous_version_changed_replaces_the_data() {
    String earlier = CircuitReasonJson.write(new CircuitReason.OpenedByOperator("ann", "outage"));

    assertThat(CircuitReasonJson.read(earlier, "bob closed it: over"))
        .isEqualTo(new CircuitReason.Recorded("bob closed it: over"));
  }

  @Test
  void a_kind_of_a_later_version_is_shown_as_its_clause() {
    assertThat(CircuitReasonJson.read("{\"kind\": \"moon-phase\"}", "the moon is full"))
        .isEqualTo(new CircuitReason.Recorded("the moon is full"));
  }
}

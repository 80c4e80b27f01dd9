package io.beta9.provisioning.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventDataTest {
  private static final Failure FAILURE =
      Failure.of(FailureCode.NETWORK, "Planning").with(FailureParameter.REPORTED, "reset");

  private record EventExample(EventData event, String message) {}

  static List<EventExample> examples() {
    return List.of(
        new EventExample(new EventData.Requested("ann"), "environment requested by ann"),
        new EventExample(
            new EventData.RetryRequested("destroy", "ann"), "retry of destroy requested by ann"),
        new EventExample(
            new EventData.UpdateRequested("ann", 1),
            "update requested by ann, which changes 1 field"),
        new EventExample(
            EventData.StepStarted.of(StepName.PLAN), "plan: " + StepName.PLAN.description()),
        new EventExample(new EventData.StepDone("plan", 2.5), "plan: done in 2.5 s"),
        new EventExample(
            new EventData.TakenOver("w-1", "w-2"), "worker w-2 takes the operation over from w-1"),
        new EventExample(new EventData.TakenOver("w-1", "w-1"), "worker w-1 resumes the operation"),
        new EventExample(
            new EventData.HostProblem("w-1", FAILURE), "worker w-1: " + FAILURE.message()),
        new EventExample(new EventData.Planned(0, 0, 0), "no changes"),
        new EventExample(new EventData.Planned(2, 1, 0), "2 to create, 1 to change, 0 to destroy"),
        new EventExample(
            new EventData.Cancelled(FAILURE, "ready"),
            "Planning failed: reset; the environment remains ready"),
        new EventExample(new EventData.Failed(FAILURE), FAILURE.message()),
        new EventExample(
            new EventData.Retrying(FAILURE, 3, 20),
            FAILURE.message() + " Retrying in 20 s; this was attempt 3."),
        new EventExample(
            new EventData.StateUnlocked("ann", "bob", null, null, "the lock file", null, "he left"),
            "ann removed the lock of bob in the lock file: he left"),
        new EventExample(
            new EventData.StateUnlocked(
                null, "root@host", "apply", 3L, "the lock table", Duration.ofMinutes(5), null),
            "removed the lock that a terminated Terraform process of root@host (apply of epoch 3)"
                + " left in the lock table 5 min ago"),
        new EventExample(
            new EventData.StateUnlocked(null, "root@host", null, null, "the lock file", null, null),
            "removed the lock that a terminated Terraform process of root@host left in the lock"
                + " file"),
        new EventExample(
            new EventData.WaitingForRegion(
                "us-east-1",
                CircuitState.OPEN,
                "3 environments failed",
                Instant.parse("2026-03-01T10:05:00Z"),
                null),
            "us-east-1 accepts no new operations; it is probed with one operation at"
                + " 2026-03-01T10:05:00Z: 3 environments failed."));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void renders_its_message(EventExample example) {
    assertThat(EventMessages.of(example.event())).isEqualTo(example.message());
  }

  @Test
  void writes_its_fields_in_snake_case() {
    assertThat(EventJson.write(new EventData.StateRolledBack("ann", 3, 8, null)))
        .isEqualTo("{\"user\":\"ann\",\"content_of_serial\":3,\"new_serial\":8,\"reason\":null}");
    assertThat(EventJson.write(EventData.StepStarted.of(StepName.STATE_BACKEND)))
        .startsWith("{\"step\":\"state-backend\",\"description\":\"");
  }

  @Test
  void writes_durations_in_iso_8601_and_states_by_their_code() {
    assertThat(
            EventJson.write(
                new EventData.StateUnlocked(
                    null, "a@b", "apply", 3L, "the lock file", Duration.ofSeconds(90), null)))
        .contains("\"age\":\"PT1M30S\"", "\"run\":\"apply\"", "\"epoch\":3");
    assertThat(
            EventJson.write(
                new EventData.WaitingForRegion("r", CircuitState.HALF_OPEN, "x", null, "op_1")))
        .contains("\"state\":\"half_open\"");
  }

  @Test
  void writes_failures_as_data() {
    assertThat(EventJson.write(new EventData.Retrying(FAILURE, 3, 20)))
        .contains("\"code\":\"network\"", "\"reported\":\"reset\"", "\"attempt\":3")
        .contains("\"delay_seconds\":20");
  }

  @Test
  void every_record_has_a_kind_of_its_own_name() {
    assertThat(
            Stream.of(EventData.class.getPermittedSubclasses())
                .map(type -> type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-"))
                .map(name -> name.toLowerCase(java.util.Locale.ROOT)))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(EventKind.values()).map(EventKind::code).toList());
  }
}

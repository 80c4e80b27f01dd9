package io.beta9.provisioning.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.json.FailureJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The stored form of a failure, of this and of previous versions. */
class RecordedFailureTest {
  private static final Failure FAILURE = Failure.of(FailureCode.NETWORK, "Creating the cluster");

  private static String stored(ObjectNode occurrence) {
    ObjectNode failure = (ObjectNode) JsonMapper.shared().readTree(FailureJson.write(FAILURE));
    failure.set(RecordedFailure.OCCURRENCE, occurrence);
    return failure.toString();
  }

  private static ObjectNode occurrence(String at) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("operation", "op_0123456789ab")
        .put("step", "apply")
        .put("at", at);
  }

  @Test
  void a_missing_text_is_not_a_failure() {
    assertThat(RecordedFailure.read(null, "apply")).isNull();
  }

  @Test
  void a_failure_contains_where_and_when_it_happened() {
    assertThat(RecordedFailure.read(stored(occurrence("2026-03-01T10:00:00Z")), "nodes"))
        .isEqualTo(
            new RecordedFailure(
                FAILURE, "op_0123456789ab", "apply", Instant.parse("2026-03-01T10:00:00Z")));
  }

  @Test
  void the_place_of_a_failure_of_a_previous_version_is_the_phase() {
    assertThat(RecordedFailure.read(FailureJson.write(FAILURE), "nodes"))
        .isEqualTo(new RecordedFailure(FAILURE, null, "nodes", null));
  }

  @Test
  void a_failure_before_the_first_step_has_no_place() {
    ObjectNode none = JsonMapper.shared().createObjectNode().putNull("step").put("operation", 7);

    assertThat(RecordedFailure.read(stored(none), "nodes"))
        .isEqualTo(new RecordedFailure(FAILURE, null, null, null));
  }

  @Test
  void a_time_that_cannot_be_read_is_omitted() {
    assertThat(RecordedFailure.read(stored(occurrence("yesterday")), null).at()).isNull();
  }
}

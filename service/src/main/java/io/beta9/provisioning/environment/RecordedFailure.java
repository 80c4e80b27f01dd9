package io.beta9.provisioning.environment;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A failure and where it happened.
 *
 * @param operation the id of the operation that failed; null if a previous version recorded it
 * @param step the code of the step that failed; null if none had started
 * @param at when it happened; null if a previous version recorded it
 */
public record RecordedFailure(
    Failure failure, @Nullable String operation, @Nullable String step, @Nullable Instant at) {
  /** The object in the stored failure that earlier versions ignore. */
  static final String OCCURRENCE = "occurrence";

  /**
   * Reads the stored form; null for null.
   *
   * @param phase the step of a failure that a previous version recorded
   */
  static @Nullable RecordedFailure read(@Nullable String text, @Nullable String phase) {
    Failure failure = FailureJson.read(text);
    if (failure == null) {
      return null;
    }
    JsonNode occurrence = JsonMapper.shared().readTree(text).path(OCCURRENCE);
    return occurrence.isObject()
        ? new RecordedFailure(
            failure,
            text(occurrence, "operation"),
            text(occurrence, "step"),
            instant(text(occurrence, "at")))
        : new RecordedFailure(failure, null, phase, null);
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.path(field).isString() ? node.path(field).asString() : null;
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}

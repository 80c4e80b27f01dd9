package io.beta9.provisioning.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads what the API answered; what is missing reads as empty or zero. */
final class ApiReply {
  private ApiReply() {}

  static String text(JsonNode node, String... path) {
    JsonNode value = at(node, path);
    return value.isValueNode() && !value.isNull() ? value.asString() : "";
  }

  static long number(JsonNode node, String... path) {
    JsonNode value = at(node, path);
    return value.isNumber() ? value.longValue() : 0;
  }

  static Optional<Instant> instant(JsonNode node, String... path) {
    try {
      return Optional.of(Instant.parse(text(node, path)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static JsonNode at(JsonNode node, String... path) {
    JsonNode value = node;
    for (String name : path) {
      value = value.path(name);
    }
    return value;
  }
}

package io.beta9.provisioning.region;

import io.beta9.provisioning.operation.OperationId;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Converts the reasons of circuits to and from JSON: {@code kind} and the fields of the kind. */
public final class CircuitReasonJson {
  private static final String ENVIRONMENTS_FAILED = "environments-failed";
  private static final String PROBE_SUCCEEDED = "probe-succeeded";
  private static final String PROBE_FAILED = "probe-failed";
  private static final String OPENED_BY_OPERATOR = "opened-by-operator";
  private static final String CLOSED_BY_OPERATOR = "closed-by-operator";
  private static final String RECORDED = "recorded";

  private static final JsonMapper JSON = JsonMapper.shared();

  private CircuitReasonJson() {}

  static String write(CircuitReason reason) {
    return JSON.writeValueAsString(tree(reason));
  }

  /** Returns the reason as a JSON object. */
  public static ObjectNode tree(CircuitReason reason) {
    ObjectNode node = JSON.createObjectNode();
    switch (reason) {
      case CircuitReason.EnvironmentsFailed(var environments, var window, var failures) -> {
        node.put("kind", ENVIRONMENTS_FAILED)
            .put("environments", environments)
            .put("window", window.toString());
        ObjectNode byCode = node.putObject("failures");
        failures.forEach(byCode::put);
      }
      case CircuitReason.ProbeSucceeded(var operation) ->
          node.put("kind", PROBE_SUCCEEDED).put("operation", operation.value());
      case CircuitReason.ProbeFailed(var operation, var failure) ->
          node.put("kind", PROBE_FAILED)
              .put("operation", operation.value())
              .put("failure", failure);
      case CircuitReason.OpenedByOperator(var user, var explanation) ->
          node.put("kind", OPENED_BY_OPERATOR).put("user", user).put("explanation", explanation);
      case CircuitReason.ClosedByOperator(var user, var explanation) ->
          node.put("kind", CLOSED_BY_OPERATOR).put("user", user).put("explanation", explanation);
      case CircuitReason.Recorded(var clause) -> node.put("kind", RECORDED).put("clause", clause);
    }
    return node;
  }

  /**
   * Returns the reason of a circuit.
   *
   * @param cause the stored data; null if a version that stores only clauses wrote the row
   * @param clause the stored clause. It decides whether the data is that of the current state: the
   *     previous version changes the clause only.
   */
  static CircuitReason read(@Nullable String cause, String clause) {
    CircuitReason reason = cause == null ? null : of(JSON.readTree(cause));
    return reason != null && reason.description().equals(clause)
        ? reason
        : new CircuitReason.Recorded(clause);
  }

  /** Returns null for a kind that this version does not know. */
  private static @Nullable CircuitReason of(JsonNode node) {
    return switch (node.path("kind").asString("")) {
      case ENVIRONMENTS_FAILED -> {
        Map<String, Long> failures = new TreeMap<>();
        node.path("failures")
            .properties()
            .forEach(entry -> failures.put(entry.getKey(), entry.getValue().asLong()));
        yield new CircuitReason.EnvironmentsFailed(
            node.path("environments").asInt(),
            Duration.parse(node.path("window").asString("")),
            failures);
      }
      case PROBE_SUCCEEDED -> new CircuitReason.ProbeSucceeded(operation(node));
      case PROBE_FAILED -> new CircuitReason.ProbeFailed(operation(node), text(node, "failure"));
      case OPENED_BY_OPERATOR ->
          new CircuitReason.OpenedByOperator(text(node, "user"), text(node, "explanation"));
      case CLOSED_BY_OPERATOR ->
          new CircuitReason.ClosedByOperator(text(node, "user"), text(node, "explanation"));
      case RECORDED -> new CircuitReason.Recorded(text(node, "clause"));
      default -> null;
    };
  }

  private static OperationId operation(JsonNode node) {
    return new OperationId(text(node, "operation"));
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }
}

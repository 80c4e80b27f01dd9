package io.beta9.provisioning.failure.text;

import io.beta9.provisioning.format.DurationFormat;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How the stored value of a failure's parameter is shown in sentences. A value that does not have
 * the expected form, as in rows of older versions, is shown unchanged.
 */
public enum ParameterFormat {
  /** A name, an id, a number, or text that another system reported. */
  TEXT(UnaryOperator.identity()),
  /** A duration in ISO 8601: {@code PT30M} as "30 min". */
  DURATION(ParameterFormat::duration),
  /** Ready and required nodes by node group: {@code system=1/2, cpu=1/1}. */
  NODE_COUNTS(ParameterFormat::nodeCounts),
  /** What was not done to a resource: {@code create} as "did not become available". */
  CHANGE(ParameterFormat::missingChange),
  /** Changes in progress: {@code aws_db_instance.this create PT12M}, separated by commas. */
  CHANGES(eachOf(ParameterFormat::changeInProgress)),
  /** Blockers in their stored form. */
  BLOCKERS(Blocker::describe),
  /** Workloads with their {@link WorkloadCondition}, or names alone, separated by commas. */
  WORKLOADS(eachOf(WorkloadCondition::describeEntry)),
  /** The code of a {@link LockEvidence}. */
  LOCK_EVIDENCE(fact(LockEvidence.values())),
  /** The code of an {@link IrreplaceableContent}. */
  IRREPLACEABLE_CONTENT(fact(IrreplaceableContent.values())),
  /** The code of a {@link DigestMismatch}. */
  DIGEST_MISMATCH(fact(DigestMismatch.values())),
  /** The codes of {@link BlockedTraffic}, separated by commas. */
  BLOCKED_TRAFFIC(eachOf(fact(BlockedTraffic.values()))),
  /** The code of an {@link ExternalIdProbe}. */
  EXTERNAL_ID_PROBE(fact(ExternalIdProbe.values())),
  /** When an operation was cancelled: {@code not-started} or {@code between-attempts}. */
  CIRCUMSTANCE(ParameterFormat::circumstance);

  private static final Map<String, String> PARTICIPLES =
      Map.of(
          "create", "creating", "replace", "creating", "delete", "deleting", "update", "updating");

  private final UnaryOperator<String> rendering;

  ParameterFormat(UnaryOperator<String> rendering) {
    this.rendering = rendering;
  }

  /** Returns the value as a part of a sentence. */
  public String render(String value) {
    return rendering.apply(value);
  }

  private static UnaryOperator<String> fact(Fact[] facts) {
    return code -> Fact.describe(facts, code);
  }

  private static UnaryOperator<String> eachOf(UnaryOperator<String> rendering) {
    return values ->
        Arrays.stream(values.split(", ", -1)).map(rendering).collect(Collectors.joining(", "));
  }

  private static String duration(String value) {
    try {
      return DurationFormat.words(Duration.parse(value));
    } catch (DateTimeParseException e) {
      return value;
    }
  }

  private static String nodeCounts(String value) {
    return value.matches("[^=/, ]+=\\d+/\\d+(, [^=/, ]+=\\d+/\\d+)*")
        ? "nodes ready: " + value.replace("=", " ").replace("/", " of ")
        : value;
  }

  private static String missingChange(String value) {
    return switch (value) {
      case "create", "replace" -> "did not become available";
      case "delete" -> "was not deleted";
      case "update" -> "was not updated";
      default -> value;
    };
  }

  private static String changeInProgress(String entry) {
    String[] parts = entry.split(" ", -1);
    return parts.length == 3 && PARTICIPLES.containsKey(parts[1])
        ? parts[0] + " (" + PARTICIPLES.get(parts[1]) + " for " + duration(parts[2]) + ")"
        : entry;
  }

  private static String circumstance(String value) {
    return switch (value) {
      case "not-started" -> "before it started";
      case "between-attempts" -> "while it waited for its next attempt";
      default -> value;
    };
  }
}

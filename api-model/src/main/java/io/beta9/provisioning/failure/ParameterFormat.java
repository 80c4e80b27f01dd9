package io.beta9.provisioning.failure;

import io.beta9.provisioning.format.DurationFormat;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the stored value of a {@link FailureParameter} is shown in sentences. A value that does not
 * have the expected form, as in rows of older versions, is shown unchanged.
 */
enum ParameterFormat {
  /** A name, an id, a number, or text that another system reported. */
  TEXT {
    @Override
    String render(String value) {
      return value;
    }
  },
  /** A duration in ISO 8601: {@code PT30M} as "30 min". */
  DURATION {
    @Override
    String render(String value) {
      try {
        return DurationFormat.words(Duration.parse(value));
      } catch (DateTimeParseException e) {
        return value;
      }
    }
  },
  /** Ready and required nodes by node group: {@code system=1/2, cpu=1/1}. */
  NODE_COUNTS {
    @Override
    String render(String value) {
      return value.matches("[^=/, ]+=\\d+/\\d+(, [^=/, ]+=\\d+/\\d+)*")
          ? "nodes ready: " + value.replace("=", " ").replace("/", " of ")
          : value;
    }
  },
  /** What was not done to a resource: {@code create} as "did not become available". */
  CHANGE {
    @Override
    String render(String value) {
      return switch (value) {
        case "create", "replace" -> "did not become available";
        case "delete" -> "was not deleted";
        case "update" -> "was not updated";
        default -> value;
      };
    }
  },
  /** Changes in progress: {@code aws_db_instance.this create PT12M}, separated by commas. */
  CHANGES {
    @Override
    String render(String value) {
      return Arrays.stream(value.split(", ", -1))
          .map(ParameterFormat::change)
          .collect(Collectors.joining(", "));
    }
  },
  /** The code of a {@link LockEvidence}. */
  LOCK_EVIDENCE {
    @Override
    String render(String value) {
      return LockEvidence.of(value).map(LockEvidence::description).orElse(value);
    }
  },
  /** When an operation was cancelled: {@code not-started} or {@code between-attempts}. */
  CIRCUMSTANCE {
    @Override
    String render(String value) {
      return switch (value) {
        case "not-started" -> "before it started";
        case "between-attempts" -> "while it waited for its next attempt";
        default -> value;
      };
    }
  };

  private static final Map<String, String> PARTICIPLES =
      Map.of(
          "create", "creating", "replace", "creating", "delete", "deleting", "update", "updating");

  /** Returns the value as a part of a sentence. */
  abstract String render(String value);

  private static String change(String entry) {
    String[] parts = entry.split(" ", -1);
    return parts.length == 3 && PARTICIPLES.containsKey(parts[1])
        ? parts[0] + " (" + PARTICIPLES.get(parts[1]) + " for " + DURATION.render(parts[2]) + ")"
        : entry;
  }
}

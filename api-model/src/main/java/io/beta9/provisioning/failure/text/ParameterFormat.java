package io.beta9.provisioning.failure.text;

import io.beta9.provisioning.format.DurationFormat;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the stored value of a failure's parameter is shown in sentences. A value that does not have
 * the expected form, as in rows of older versions, is shown unchanged.
 */
public enum ParameterFormat {
  /** A name, an id, a number, or text that another system reported. */
  TEXT {
    @Override
    public String render(String value) {
      return value;
    }
  },
  /** A duration in ISO 8601: {@code PT30M} as "30 min". */
  DURATION {
    @Override
    public String render(String value) {
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
    public String render(String value) {
      return value.matches("[^=/, ]+=\\d+/\\d+(, [^=/, ]+=\\d+/\\d+)*")
          ? "nodes ready: " + value.replace("=", " ").replace("/", " of ")
          : value;
    }
  },
  /** What was not done to a resource: {@code create} as "did not become available". */
  CHANGE {
    @Override
    public String render(String value) {
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
    public String render(String value) {
      return Arrays.stream(value.split(", ", -1))
          .map(ParameterFormat::change)
          .collect(Collectors.joining(", "));
    }
  },
  /** Blockers in their stored form. */
  BLOCKERS {
    @Override
    public String render(String value) {
      return Blocker.describe(value);
    }
  },
  /** The code of a {@link LockEvidence}. */
  LOCK_EVIDENCE {
    @Override
    public String render(String value) {
      return Fact.describe(LockEvidence.values(), value);
    }
  },
  /** The code of an {@link IrreplaceableContent}. */
  IRREPLACEABLE_CONTENT {
    @Override
    public String render(String value) {
      return Fact.describe(IrreplaceableContent.values(), value);
    }
  },
  /** The code of a {@link DigestMismatch}. */
  DIGEST_MISMATCH {
    @Override
    public String render(String value) {
      return Fact.describe(DigestMismatch.values(), value);
    }
  },
  /** The codes of {@link BlockedTraffic}, separated by commas. */
  BLOCKED_TRAFFIC {
    @Override
    public String render(String value) {
      return Arrays.stream(value.split(", ", -1))
          .map(code -> Fact.describe(BlockedTraffic.values(), code))
          .collect(Collectors.joining(", "));
    }
  },
  /** The code of an {@link ExternalIdProbe}. */
  EXTERNAL_ID_PROBE {
    @Override
    public String render(String value) {
      return Fact.describe(ExternalIdProbe.values(), value);
    }
  },
  /** When an operation was cancelled: {@code not-started} or {@code between-attempts}. */
  CIRCUMSTANCE {
    @Override
    public String render(String value) {
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
  public abstract String render(String value);

  private static String change(String entry) {
    String[] parts = entry.split(" ", -1);
    return parts.length == 3 && PARTICIPLES.containsKey(parts[1])
        ? parts[0] + " (" + PARTICIPLES.get(parts[1]) + " for " + DURATION.render(parts[2]) + ")"
        : entry;
  }
}

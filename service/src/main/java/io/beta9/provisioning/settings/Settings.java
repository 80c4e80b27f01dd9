package io.beta9.provisioning.settings;

import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of the service. Each is an environment variable with a default.
 *
 * @param stuckAfter {@code STUCK_AFTER}: how long an environment may have one working status before
 *     it counts as stuck
 */
public record Settings(
    Database database,
    Api api,
    WorkerSettings worker,
    ToolSettings tools,
    String redisUrl,
    Duration stuckAfter,
    RetentionSettings retention) {

  /**
   * {@code DATABASE_URL}, {@code DATABASE_READ_URL}, {@code DATABASE_READ_MAX_LAG}, {@code
   * DATABASE_POOL_SIZE}.
   *
   * @param readUrl a replica that serves what is only read
   * @param mostLag how far it may be behind
   * @param poolSize connections at the most, of each
   */
  public record Database(
      DatabaseUrl url, @Nullable DatabaseUrl readUrl, Duration mostLag, int poolSize) {}

  /**
   * {@code LISTEN_ADDRESS}, {@code LISTEN_PORT}, {@code ALLOWED_REGIONS} (comma-separated; empty:
   * all that the product knows), {@code MAX_ENVIRONMENTS_PER_USER}.
   */
  public record Api(
      String listenAddress,
      int listenPort,
      Set<String> allowedRegions,
      int maxEnvironmentsPerUser) {}

  /**
   * {@code WORKDIR_BASE}, {@code WORKER_LISTEN_PORT}, {@code WORKER_CONCURRENCY}, {@code
   * WORKER_DRAIN_SECONDS}, {@code STEP_DEADLINES} ({@code apply=90m,nodes=20m}).
   *
   * @param listenPort of a worker's metrics and health, where it is a process of its own; 0 is any
   *     free one, so that there can be several on a host
   * @param drain how long a stopping worker waits for what it has begun
   * @param stepDeadlines by the step's code, those that are not the standard's
   */
  public record WorkerSettings(
      Path workdirBase,
      int listenPort,
      int concurrency,
      Duration drain,
      Map<String, Duration> stepDeadlines) {}

  /**
   * {@code TERRAFORM_BINARY}, {@code TERRAFORM_PROVIDER_MIRROR}, {@code TERRAFORM_LOCK} (s3,
   * dynamodb or both), {@code HELM_RUNNER_JAR}, {@code CHARTS_DIR}.
   */
  public record ToolSettings(
      @Nullable Path terraform,
      @Nullable Path providerMirror,
      StateLockKind stateLock,
      @Nullable Path helmRunner,
      @Nullable Path charts) {}

  /**
   * {@code EVENTS_RETENTION}, {@code LOGS_RETENTION}, {@code AUDIT_RETENTION}, {@code
   * SAMPLES_RETENTION}: how long the rows are kept.
   */
  public record RetentionSettings(
      Duration events, Duration logs, Duration audit, Duration samples) {}

  /** Where Terraform's state is locked. */
  public enum StateLockKind {
    S3,
    DYNAMODB,
    BOTH
  }

  /** What is wrong with the settings, all of it at once. */
  public static final class InvalidSettingsException extends RuntimeException {
    public InvalidSettingsException(List<String> problems) {
      super(String.join("\n", problems));
    }
  }

  /**
   * Reads the settings of a process.
   *
   * @throws InvalidSettingsException which names every setting that is wrong
   */
  public static Settings from(Map<String, String> environment) {
    Reader read = new Reader(environment);
    Settings settings =
        new Settings(
            new Database(
                read.required(
                    "DATABASE_URL",
                    "postgresql://localhost:5432/beta9_provisioning",
                    DatabaseUrl::parse),
                read.optional("DATABASE_READ_URL", DatabaseUrl::parse),
                read.required("DATABASE_READ_MAX_LAG", "5s", DurationText::parse),
                read.required("DATABASE_POOL_SIZE", "10", Settings::positive)),
            new Api(
                read.required("LISTEN_ADDRESS", "127.0.0.1", text -> text),
                read.required("LISTEN_PORT", "8080", Settings::port),
                read.required("ALLOWED_REGIONS", "", Settings::words),
                read.required("MAX_ENVIRONMENTS_PER_USER", "100", Settings::positive)),
            new WorkerSettings(
                read.required("WORKDIR_BASE", "/tmp/beta9-provisioning", Path::of),
                read.required("WORKER_LISTEN_PORT", "0", Settings::port),
                read.required("WORKER_CONCURRENCY", "2", Settings::positive),
                read.required(
                    "WORKER_DRAIN_SECONDS",
                    "5400",
                    text -> Duration.ofSeconds(number(text, 0, Integer.MAX_VALUE))),
                read.required("STEP_DEADLINES", "", DurationText::parseAll)),
            new ToolSettings(
                read.optional("TERRAFORM_BINARY", Path::of),
                read.optional("TERRAFORM_PROVIDER_MIRROR", Path::of),
                read.required("TERRAFORM_LOCK", "s3", Settings::stateLock),
                read.optional("HELM_RUNNER_JAR", Path::of),
                read.optional("CHARTS_DIR", Path::of)),
            read.required("REDIS_URL", "redis://localhost:6379", Settings::redis),
            read.required("STUCK_AFTER", "1h", DurationText::parse),
            new RetentionSettings(
                read.required("EVENTS_RETENTION", "90d", DurationText::parse),
                read.required("LOGS_RETENTION", "30d", DurationText::parse),
                read.required("AUDIT_RETENTION", "730d", DurationText::parse),
                read.required("SAMPLES_RETENTION", "365d", DurationText::parse)));
    if (!read.problems.isEmpty()) {
      throw new InvalidSettingsException(read.problems);
    }
    return settings;
  }

  private static int positive(String text) {
    return number(text, 1, Integer.MAX_VALUE);
  }

  private static int port(String text) {
    return number(text, 0, 65535);
  }

  private static int number(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like one that is out of bounds.
    }
    String bounds =
        most == Integer.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
    throw new IllegalArgumentException("'" + text + "' is no whole number, " + bounds);
  }

  private static StateLockKind stateLock(String text) {
    return Arrays.stream(StateLockKind.values())
        .filter(lock -> lock.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is not s3, dynamodb or both"));
  }

  /** Checked here and read where it is used; what is wrong with it is told without its password. */
  private static String redis(String text) {
    try {
      RedisURI.create(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must look like redis://:password@host:6379 or rediss://host:6379; percent-encode special"
              + " characters in the password");
    }
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    <T> T required(String name, String fallback, Function<String, T> parse) {
      String text = environment.get(name);
      if (text != null && !text.isBlank()) {
        try {
          return parse.apply(text.strip());
        } catch (IllegalArgumentException e) {
          problems.add(name + ": " + e.getMessage());
        }
      }
      return parse.apply(fallback);
    }

    <T> @Nullable T optional(String name, Function<String, T> parse) {
      String text = environment.get(name);
      if (text == null || text.isBlank()) {
        return null;
      }
      try {
        return parse.apply(text.strip());
      } catch (IllegalArgumentException e) {
        problems.add(name + ": " + e.getMessage());
        return null;
      }
    }
  }
}

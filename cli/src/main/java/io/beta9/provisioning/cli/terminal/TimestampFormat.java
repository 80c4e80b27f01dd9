package io.beta9.provisioning.cli.terminal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Formats timestamps, in UTC. */
public final class TimestampFormat {
  private TimestampFormat() {}

  /** {@code 2026-01-02 03:04:05}; empty for null. */
  public static String format(@Nullable Instant instant) {
    return instant == null
        ? ""
        : instant.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
  }

  /** {@code 2026-01-02T03:04:05Z}; empty for null. */
  public static String iso(@Nullable Instant instant) {
    return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

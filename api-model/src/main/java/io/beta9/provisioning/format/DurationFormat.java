package io.beta9.provisioning.format;

import java.time.Duration;
import java.util.Locale;

/** Formats durations: the only place that does. */
public final class DurationFormat {
  private static final long MINUTE = 60;
  private static final long HOUR = 3600;
  private static final long DAY = 86_400;

  private DurationFormat() {}

  /** Formats a duration for messages, with its two largest units: {@code 1 h 5 min}. */
  public static String words(Duration duration) {
    Duration shown = duration.isNegative() ? Duration.ZERO : duration;
    long hours = shown.toHours();
    long minutes = shown.toMinutesPart();
    if (hours > 0) {
      return minutes == 0 ? hours + " h" : hours + " h " + minutes + " min";
    }
    return minutes > 0 ? minutes + " min" : shown.toSeconds() + " s";
  }

  /**
   * Formats a measured duration for tables and progress: {@code 0.4 s}, {@code 12 s}, {@code 3 min
   * 05 s}, {@code 2 h 10 min}, {@code 4 d}.
   */
  public static String format(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 10) {
      long tenths = Math.round(Math.max(0, duration.toMillis()) / 100.0);
      return tenths / 10 + "." + tenths % 10 + " s";
    }
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / MINUTE, seconds % MINUTE);
    }
    if (seconds < 2 * DAY) {
      return String.format(Locale.ROOT, "%d h %02d min", seconds / HOUR, seconds % HOUR / MINUTE);
    }
    return seconds / DAY + " d";
  }
}

package io.beta9.provisioning.diagnosis;

import java.time.Duration;

/** Durations in a sentence. */
final class DurationWords {
  private DurationWords() {}

  static String of(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return seconds / 60 + " min";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}

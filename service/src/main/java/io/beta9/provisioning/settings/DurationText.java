package io.beta9.provisioning.settings;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of durations in settings: {@code 90m}, {@code 2h}, {@code 45s}, {@code 30d}. */
public final class DurationText {
  static final String EXPECTED = "a duration such as 45s, 90m, 2h or 30d";

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");

  private DurationText() {}

  /**
   * Parses a duration.
   *
   * @throws IllegalArgumentException if the text is not a positive duration with a unit
   */
  public static Duration parse(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new IllegalArgumentException("'" + text + "' is invalid: must be " + EXPECTED);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofHours(number);
    };
  }

  /**
   * Parses durations by name: {@code apply=90m,nodes=20m}.
   *
   * @throws IllegalArgumentException if an entry is invalid; the message names the entry
   */
  public static Map<String, Duration> parseAll(String text) {
    Map<String, Duration> durations = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'" + part.strip() + "' is invalid: must have the form name=90m");
      }
      durations.put(part.substring(0, equals).strip(), parse(part.substring(equals + 1)));
    }
    return Map.copyOf(durations);
  }
}

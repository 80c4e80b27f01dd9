package io.beta9.provisioning.settings;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 90m}, {@code 2h}, {@code 45s}, {@code 30d}. */
public final class DurationText {
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})([smhd])");

  private DurationText() {}

  /**
   * One length.
   *
   * @throws IllegalArgumentException which says how one is written
   */
  public static Duration parse(String text) {
    Matcher matcher = LENGTH.matcher(text.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new IllegalArgumentException("'" + text + "' is no length such as 90m, 2h or 45s");
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
   * Names with lengths: {@code apply=90m,nodes=20m}.
   *
   * @throws IllegalArgumentException which names what is wrong
   */
  public static Map<String, Duration> parseAll(String text) {
    Map<String, Duration> lengths = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'" + part.strip() + "' is not of the form name=90m");
      }
      lengths.put(part.substring(0, equals).strip(), parse(part.substring(equals + 1)));
    }
    return Map.copyOf(lengths);
  }

  /** As a person says it: {@code 1 h 5 min}. */
  public static String words(Duration length) {
    long hours = length.toHours();
    long minutes = length.toMinutesPart();
    if (hours > 0) {
      return minutes == 0 ? hours + " h" : hours + " h " + minutes + " min";
    }
    return minutes > 0 ? minutes + " min" : length.toSeconds() + " s";
  }
}

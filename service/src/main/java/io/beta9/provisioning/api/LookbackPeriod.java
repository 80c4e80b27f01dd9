package io.beta9.provisioning.api;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A span of time back from now, as people write it: {@code 30m}, {@code 1h}, {@code 7d}. */
final class LookbackPeriod {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})([mhd])");

  private LookbackPeriod() {}

  /**
   * The span.
   *
   * @throws InvalidRequestException where it is none
   */
  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new BadRequestException(
          "since", "'" + text + "' is not a span of time; write for example 30m, 1h or 7d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}

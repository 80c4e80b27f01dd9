package io.beta9.provisioning.api.request;

import io.beta9.provisioning.api.problem.BadRequestException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A period before now: {@code 30m}, {@code 1h}, {@code 7d}. */
public final class LookbackPeriod {
  private static final Pattern PATTERN = Pattern.compile("([1-9][0-9]{0,3})([mhd])");

  private LookbackPeriod() {}

  /**
   * Parses a period.
   *
   * @throws BadRequestException if it is not one
   */
  public static Duration parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new BadRequestException(
          "since", "'" + text + "' is not a duration such as 30m, 1h or 7d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}

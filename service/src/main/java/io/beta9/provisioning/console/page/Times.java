package io.beta9.provisioning.console.page;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.format.DurationFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Points in time for people: how long ago, with the exact time in UTC beside it. */
public final class Times {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Duration DAYS = Duration.ofDays(2);
  private static final Duration JUST_NOW = Duration.ofSeconds(5);

  private Times() {}

  /** Returns how long ago a moment is; a dash if there is none. */
  public static Html ago(@Nullable Instant at, Instant now) {
    return at == null ? Html.text("–") : element(at, words(at, now));
  }

  private static String words(Instant at, Instant now) {
    Duration age = Duration.between(at, now);
    if (age.isNegative()) {
      return "in " + DurationFormat.words(age.negated());
    }
    return age.compareTo(JUST_NOW) < 0
        ? "just now"
        : (age.compareTo(DAYS) < 0 ? DurationFormat.words(age) : DurationFormat.format(age))
            + " ago";
  }

  /** Returns the date and time. */
  public static Html exact(@Nullable Instant at) {
    return at == null ? Html.text("–") : element(at, EXACT.format(at));
  }

  /** Returns the time of day. */
  public static Html clock(Instant at) {
    return element(at, CLOCK.format(at));
  }

  private static Element element(Instant at, String text) {
    return Element.of("time")
        .with("datetime", at.truncatedTo(ChronoUnit.SECONDS).toString())
        .with("title", EXACT.format(at))
        .text(text);
  }
}

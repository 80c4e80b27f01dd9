package io.beta9.provisioning.api;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes instants as {@link Instant#toString} does, for the years 0 to 9999 without its formatter,
 * whose cost dominates the serialisation of a page of environments.
 */
public final class InstantJson extends StdSerializer<Instant> {
  private static final int LENGTH_OF_SECONDS = "2026-11-29T17:08:15".length();
  private static final int NANOS_PER_MICRO = 1_000;
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int MAX_YEAR = 9999;

  public InstantJson() {
    super(Instant.class);
  }

  @Override
  public void serialize(Instant instant, JsonGenerator generator, SerializationContext context) {
    generator.writeString(format(instant));
  }

  static String format(Instant instant) {
    LocalDateTime at =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
    if (at.getYear() < 0 || at.getYear() > MAX_YEAR) {
      return instant.toString();
    }
    int nano = at.getNano();
    int digits =
        nano == 0 ? 0 : nano % NANOS_PER_MILLI == 0 ? 3 : nano % NANOS_PER_MICRO == 0 ? 6 : 9;
    byte[] text = new byte[LENGTH_OF_SECONDS + (digits == 0 ? 0 : digits + 1) + 1];
    digits(text, 0, 4, at.getYear());
    text[4] = '-';
    digits(text, 5, 2, at.getMonthValue());
    text[7] = '-';
    digits(text, 8, 2, at.getDayOfMonth());
    text[10] = 'T';
    digits(text, 11, 2, at.getHour());
    text[13] = ':';
    digits(text, 14, 2, at.getMinute());
    text[16] = ':';
    digits(text, 17, 2, at.getSecond());
    if (digits > 0) {
      text[LENGTH_OF_SECONDS] = '.';
      int fraction =
          digits == 3 ? nano / NANOS_PER_MILLI : digits == 6 ? nano / NANOS_PER_MICRO : nano;
      digits(text, LENGTH_OF_SECONDS + 1, digits, fraction);
    }
    text[text.length - 1] = 'Z';
    return new String(text, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] text, int from, int count, int value) {
    int rest = value;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}

package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** Converts scalar values to and from text. */
final class ScalarValues {
  private static final DateTimeFormatter RFC_822 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private ScalarValues() {}

  /**
   * Parses the value of a field.
   *
   * @throws AwsErrorException if the text is not a valid value of the field's type
   */
  static Object parse(SdkField<?> field, String text) {
    Class<?> type = field.marshallingType().getTargetClass();
    try {
      if (type == String.class) {
        return text;
      } else if (type == Integer.class) {
        return Integer.valueOf(text.strip());
      } else if (type == Long.class) {
        return Long.valueOf(text.strip());
      } else if (type == Boolean.class) {
        return Boolean.valueOf(text.strip());
      } else if (type == Instant.class) {
        return instant(text.strip());
      } else if (type == SdkBytes.class) {
        return SdkBytes.fromByteArray(Base64.getMimeDecoder().decode(text));
      } else if (type == Double.class) {
        return Double.valueOf(text.strip());
      } else if (type == Float.class) {
        return Float.valueOf(text.strip());
      } else if (type == BigDecimal.class) {
        return new BigDecimal(text.strip());
      } else if (type == Short.class) {
        return Short.valueOf(text.strip());
      } else if (type == Byte.class) {
        return Byte.valueOf(text.strip());
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw malformed("Value '" + text + "' at '" + field.memberName() + "' is not valid");
    }
    throw malformed("Value at '" + field.memberName() + "' must not be a single value");
  }

  /** Formats a value; timestamps in the field's format, or else in {@code fallback}. */
  static String format(SdkField<?> field, Object value, TimestampFormatTrait.Format fallback) {
    return switch (value) {
      case Instant instant ->
          switch (timestampFormat(field, fallback)) {
            case ISO_8601 -> instant.toString();
            case RFC_822 -> RFC_822.format(instant);
            case UNIX_TIMESTAMP -> seconds(instant).toPlainString();
            case UNIX_TIMESTAMP_MILLIS -> Long.toString(instant.toEpochMilli());
          };
      case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
      case BigDecimal number -> number.toPlainString();
      default -> value.toString();
    };
  }

  static TimestampFormatTrait.Format timestampFormat(
      SdkField<?> field, TimestampFormatTrait.Format fallback) {
    return field
        .getOptionalTrait(TimestampFormatTrait.class)
        .map(TimestampFormatTrait::format)
        .orElse(fallback);
  }

  /** Returns seconds since 1970 with up to three decimals. */
  static BigDecimal seconds(Instant instant) {
    BigDecimal seconds = BigDecimal.valueOf(instant.toEpochMilli(), 3).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }

  /** Parses a time in any of the formats that AWS uses. */
  static Instant instant(String text) {
    if (text.isEmpty()) {
      throw new DateTimeException("The time is empty");
    }
    if (Character.isLetter(text.charAt(0))) {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
    if (text.indexOf('T') > 0) {
      return OffsetDateTime.parse(text).toInstant();
    }
    BigDecimal seconds = new BigDecimal(text);
    return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
  }

  static AwsErrorException malformed(String message) {
    return new AwsErrorException(400, "ValidationError", message);
  }
}

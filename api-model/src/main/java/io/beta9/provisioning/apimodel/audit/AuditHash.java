package io.beta9.provisioning.apimodel.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The hash of an entry, as the database computes it: SHA-256 over the hash of the predecessor and
 * the values in a fixed order, each preceded by its length in bytes.
 */
public final class AuditHash {
  /** The hash before the first entry of a tenant. */
  public static final String NONE = "00".repeat(32);

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private AuditHash() {}

  /**
   * Returns the hash of an entry in hexadecimal.
   *
   * @param previous the hash of the predecessor in hexadecimal
   * @throws IllegalArgumentException if the hash or a time is malformed
   */
  public static String of(String previous, AuditLine entry) {
    StringBuilder text = new StringBuilder();
    add(text, Long.toString(entry.sequence()));
    add(text, entry.id() == null ? null : entry.id().toString());
    add(text, micros(entry.at()));
    add(text, entry.tenant());
    add(text, entry.actor());
    add(text, entry.keyId());
    add(text, entry.action());
    add(text, entry.environmentId());
    add(text, entry.operationId());
    add(text, entry.reason());
    add(text, entry.outcome());
    add(text, entry.detail());
    add(text, micros(entry.finishedAt()));
    add(text, entry.startedId() == null ? null : entry.startedId().toString());
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(HexFormat.of().parseHex(previous));
      return HexFormat.of()
          .formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void add(StringBuilder text, @Nullable String value) {
    if (value == null) {
      text.append('-');
    } else {
      text.append(value.getBytes(StandardCharsets.UTF_8).length).append(':').append(value);
    }
  }

  private static @Nullable String micros(@Nullable String time) {
    if (time == null) {
      return null;
    }
    try {
      Instant at = Instant.parse(time);
      return Long.toString(
          Math.addExact(
              Math.multiplyExact(at.getEpochSecond(), MICROS_PER_SECOND),
              at.getNano() / NANOS_PER_MICRO));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("not a time: " + time, e);
    }
  }
}

package io.beta9.provisioning.database;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A position in PostgreSQL's write-ahead log; written as {@code 16/B374D848}. */
public record Lsn(long position) implements Comparable<Lsn> {
  private static final Pattern FORMAT = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  /** Parses a position; empty if the text is not one. */
  public static Optional<Lsn> parse(String text) {
    Matcher matcher = FORMAT.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(
            new Lsn(
                (Long.parseLong(matcher.group(1), 16) << 32)
                    | Long.parseLong(matcher.group(2), 16)))
        : Optional.empty();
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(position, other.position);
  }

  @Override
  public String toString() {
    return "%X/%X".formatted(position >>> 32, position & 0xFFFFFFFFL);
  }
}

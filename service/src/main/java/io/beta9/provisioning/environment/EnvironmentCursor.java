package io.beta9.provisioning.environment;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;

/** The end of a page. Opaque to API clients. */
public record EnvironmentCursor(Instant createdAt, EnvironmentId id) {

  public String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((createdAt + "|" + id).getBytes(StandardCharsets.UTF_8));
  }

  /** Parses an encoded cursor; empty if it is invalid. */
  public static Optional<EnvironmentCursor> parse(String text) {
    try {
      String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int separator = decoded.indexOf('|');
      if (separator < 0) {
        return Optional.empty();
      }
      Instant at = Instant.parse(decoded.substring(0, separator));
      return EnvironmentId.parse(decoded.substring(separator + 1))
          .map(id -> new EnvironmentCursor(at, id));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

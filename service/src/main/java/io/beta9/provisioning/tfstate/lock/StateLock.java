package io.beta9.provisioning.tfstate.lock;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A lock on a state, as Terraform stores it. */
public record StateLock(
    String id, String operation, String who, String version, String created, String info) {
  private static final Pattern FRACTION = Pattern.compile("\\.(\\d{1,9})\\d*");

  /** Returns the host part of {@code user@host}; empty if there is none. */
  public String host() {
    return who.contains("@") ? who.substring(who.lastIndexOf('@') + 1) : "";
  }

  /** Returns when the lock was taken; empty if the time is invalid. */
  public Optional<Instant> takenAt() {
    try {
      return Optional.of(Instant.parse(FRACTION.matcher(created).replaceFirst(".$1")));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

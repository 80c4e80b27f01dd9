package io.beta9.provisioning.environment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The eight words that the status column holds and that the API returns. */
public enum EnvironmentStatus {
  QUEUED,
  PROVISIONING,
  BOOTSTRAPPING,
  READY,
  FAILED,
  DESTROY_QUEUED,
  DESTROYING,
  DESTROYED;

  /** The word on the wire and in the column. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of that word, if it is one. */
  public static Optional<EnvironmentStatus> parse(String code) {
    return Arrays.stream(values()).filter(status -> status.code().equals(code)).findFirst();
  }

  /** Whether an operation is waiting or at work in this status. */
  public boolean busy() {
    return switch (this) {
      case QUEUED, PROVISIONING, BOOTSTRAPPING, DESTROY_QUEUED, DESTROYING -> true;
      case READY, FAILED, DESTROYED -> false;
    };
  }
}

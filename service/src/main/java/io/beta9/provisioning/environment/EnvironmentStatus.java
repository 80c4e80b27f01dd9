package io.beta9.provisioning.environment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The status of an environment, as stored in the status column and returned by the API. */
public enum EnvironmentStatus {
  QUEUED,
  PROVISIONING,
  BOOTSTRAPPING,
  READY,
  FAILED,
  DESTROY_QUEUED,
  DESTROYING,
  DESTROYED;

  /** Returns the value in the API and in the column. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Parses a code; empty if it is not a status. */
  public static Optional<EnvironmentStatus> parse(String code) {
    return Arrays.stream(values()).filter(status -> status.code().equals(code)).findFirst();
  }

  /** Returns whether an operation is waiting or running in this status. */
  public boolean isInProgress() {
    return switch (this) {
      case QUEUED, PROVISIONING, BOOTSTRAPPING, DESTROY_QUEUED, DESTROYING -> true;
      case READY, FAILED, DESTROYED -> false;
    };
  }
}

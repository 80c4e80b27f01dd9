package io.beta9.provisioning.environment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The statuses of an environment, as stored in the column {@code status} and returned by the API.
 */
public enum EnvironmentStatus {
  QUEUED("waiting for a worker that provisions it", false),
  PROVISIONING("Terraform creates or changes the infrastructure", false),
  BOOTSTRAPPING("Beta9 is being installed in the cluster", false),
  READY("Beta9 runs and was verified", true),
  FAILED("the last operation failed; the failure says what to do next", true),
  DESTROY_QUEUED("waiting for a worker that destroys it", false),
  DESTROYING("everything that belongs to it is being deleted", false),
  DESTROYED("nothing that belongs to it is left", true);

  private static final Map<String, EnvironmentStatus> BY_CODE =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(EnvironmentStatus::code, status -> status));

  private final String code;
  private final String description;
  private final boolean terminal;

  EnvironmentStatus(String description, boolean terminal) {
    this.code = name().toLowerCase(Locale.ROOT);
    this.description = description;
    this.terminal = terminal;
  }

  /** Returns the name on the wire and in the column: {@code destroy_queued}. */
  public String code() {
    return code;
  }

  /** Returns the status of this name, empty if there is none. */
  public static Optional<EnvironmentStatus> parse(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** Returns what the status means, as a clause. */
  public String description() {
    return description;
  }

  /** Returns whether the status changes only by a new request: no operation waits or runs. */
  public boolean isTerminal() {
    return terminal;
  }

  /** Returns whether an operation waits or runs in this status. */
  public boolean isInProgress() {
    return !terminal;
  }
}

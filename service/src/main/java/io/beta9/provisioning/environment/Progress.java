package io.beta9.provisioning.environment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The progress of an operation.
 *
 * @param step the code of the running step
 * @param completed the number of completed resources of {@code planned}; both are zero while
 *     Terraform is not running
 */
public record Progress(
    @Nullable String step,
    int stepsCompleted,
    int stepsTotal,
    int completed,
    int planned,
    List<ResourceInFlight> inFlight) {

  public static final Progress NONE = new Progress(null, 0, 0, 0, 0, List.of());

  /** A resource that is being created, changed or deleted, and for how many seconds. */
  public record ResourceInFlight(String address, String action, long seconds) {}
}

package io.beta9.provisioning.apimodel.environment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Progress of an operation.
 *
 * @param step the running step, in kebab case
 * @param completed completed resources of {@code planned}; both are 0 while Terraform does not run
 */
public record OperationProgress(
    @Nullable String step,
    int stepsCompleted,
    int stepsTotal,
    int completed,
    int planned,
    List<ResourceInFlight> inFlight) {
  /** No operation is in progress. */
  public static final OperationProgress NONE = new OperationProgress(null, 0, 0, 0, 0, List.of());

  public OperationProgress {
    inFlight = inFlight == null ? List.of() : List.copyOf(inFlight);
  }

  /**
   * A resource that Terraform is creating, changing or deleting.
   *
   * @param action {@code create}, {@code update}, {@code replace} or {@code delete}
   */
  public record ResourceInFlight(String address, String action, long seconds) {}
}

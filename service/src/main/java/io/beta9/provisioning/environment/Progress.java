package io.beta9.provisioning.environment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an operation has come.
 *
 * @param step the step that runs, in kebab case
 * @param completed resources done, of {@code planned}; both zero where no Terraform runs
 */
public record Progress(
    @Nullable String step,
    int stepsCompleted,
    int stepsTotal,
    int completed,
    int planned,
    List<ResourceInFlight> inFlight) {

  public static final Progress NONE = new Progress(null, 0, 0, 0, 0, List.of());

  /** A resource that is being worked on, and for how long it has been. */
  public record ResourceInFlight(String address, String action, long seconds) {}
}

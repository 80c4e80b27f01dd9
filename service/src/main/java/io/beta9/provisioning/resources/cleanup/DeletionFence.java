package io.beta9.provisioning.resources.cleanup;

import java.util.Optional;

/** Decides before each deletion whether what it was decided on is still the case. */
@FunctionalInterface
public interface DeletionFence {
  /** The deletions of an operation, which has the claim. */
  DeletionFence NONE =
      deletion -> {
        deletion.run();
        return Optional.empty();
      };

  /**
   * Executes the deletion while nothing can change what it depends on, or does not execute it.
   *
   * @return why it was not executed; empty if it was
   */
  Optional<String> execute(Runnable deletion);
}

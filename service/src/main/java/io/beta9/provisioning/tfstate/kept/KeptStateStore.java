package io.beta9.provisioning.tfstate.kept;

import java.util.Optional;

/** The states of one environment that Terraform could not write to the bucket. */
public interface KeptStateStore {
  /**
   * Saves a state, or replaces its stored copy, unless it has been pushed.
   *
   * @return whether the state still has to be pushed to the bucket
   */
  boolean save(KeptStateRepository.KeptState state);

  /** Returns the newest state that has not been pushed. */
  Optional<KeptStateRepository.KeptState> pending();

  /** Records that all states of the environment have been pushed. */
  void markPushed();
}

package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.tfstate.kept.KeptStateStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** At most one kept state, without a database. */
final class InMemoryKeptStates implements KeptStateStore {
  private @Nullable KeptState pending;

  @Override
  public boolean save(KeptState state) {
    pending = state;
    return true;
  }

  @Override
  public Optional<KeptState> pending() {
    return Optional.ofNullable(pending);
  }

  @Override
  public void markPushed() {
    pending = null;
  }
}

package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.tfstate.kept.KeptStateStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The kept states of the claim's environment. Writes are fenced by the claim. */
record FencedKeptStates(Claim claim, FencedWriter writer, KeptStateRepository states)
    implements KeptStateStore {

  @Override
  public boolean save(KeptStateRepository.KeptState state) {
    AtomicBoolean pending = new AtomicBoolean();
    writer.write(claim, () -> pending.set(states.save(claim, state)));
    return pending.get();
  }

  @Override
  public Optional<KeptStateRepository.KeptState> pending() {
    return writer.read(() -> states.pending(claim.tenant(), claim.environment()));
  }

  @Override
  public void markPushed() {
    writer.write(claim, () -> states.markPushed(claim));
  }
}

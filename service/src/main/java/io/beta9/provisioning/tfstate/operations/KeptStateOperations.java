package io.beta9.provisioning.tfstate.operations;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations on the states that Terraform could not write and that are kept in the database. */
public final class KeptStateOperations {
  private final StateAccess access;
  private final KeptStateRepository kept;
  private final AuditTrail audit;

  public KeptStateOperations(StateAccess access, KeptStateRepository kept, AuditTrail audit) {
    this.access = access;
    this.kept = kept;
    this.audit = audit;
  }

  /** A state that has not been pushed, without its content. */
  public record PendingState(
      String environmentId, boolean waiting, @Nullable String lineage, @Nullable Long serial) {}

  public PendingState status(Caller caller, EnvironmentId id) {
    Environment environment = access.find(caller, id);
    Optional<KeptState> state = kept.pending(environment.tenant(), id);
    return new PendingState(
        id.value(),
        state.isPresent(),
        state.map(KeptState::lineage).orElse(null),
        state.map(KeptState::serial).orElse(null));
  }

  /** Discards the kept state; resources that only it contains are looked up in the account. */
  public PendingState drop(Caller caller, EnvironmentId id, @Nullable String confirm) {
    StateAccess.OpenState state = access.open(caller, id);
    return audit.around(
        state.caller(),
        AuditAction.onEnvironment(id.value(), "state.drop-kept", null),
        () -> {
          StateReading.requireReason(caller, "Discarding a kept state");
          state.requireConfirmed(confirm, "Discarding a kept state");
          return access.admit(
              state,
              () -> {
                PendingState pending = status(caller, id);
                kept.discard(state.caller().tenant(), id);
                return pending;
              });
        },
        discarded ->
            discarded.waiting()
                ? "discarded serial " + discarded.serial()
                : "no kept state existed");
  }
}

package io.beta9.provisioning.tfstate.kept;

import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.tfstate.operations.StateAccess;
import io.beta9.provisioning.tfstate.operations.StateReading;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The states that Terraform could not write, and that wait in our database. */
public final class KeptStates {
  private final StateAccess access;
  private final KeptStateRepository kept;
  private final AuditTrail audit;

  public KeptStates(StateAccess access, KeptStateRepository kept, AuditTrail audit) {
    this.access = access;
    this.kept = kept;
    this.audit = audit;
  }

  /** What waits, without its content, which is encrypted. */
  public record PendingState(
      String environmentId, boolean waiting, @Nullable String lineage, @Nullable Long serial) {}

  public PendingState look(Caller caller, EnvironmentId id) {
    Environment environment = access.find(caller, id);
    Optional<KeptState> state = kept.waiting(environment.tenant(), id);
    return new PendingState(
        id.value(),
        state.isPresent(),
        state.map(KeptState::lineage).orElse(null),
        state.map(KeptState::serial).orElse(null));
  }

  /** Gives up what waits: what only it knows is then looked for in the account. */
  public PendingState drop(Caller caller, EnvironmentId id, @Nullable String confirm) {
    StateAccess.Opened state = access.open(caller, id);
    return audit.around(
        state.caller(),
        Act.on(id.value(), "state.drop-kept", null),
        () -> {
          StateReading.requireReason(caller, "Giving up a kept state");
          state.confirmed(confirm, "Giving up a kept state");
          PendingState waiting = look(caller, id);
          kept.drop(state.caller().tenant(), id);
          return waiting;
        },
        was -> was.waiting() ? "serial " + was.serial() + " was given up" : "nothing waited");
  }
}

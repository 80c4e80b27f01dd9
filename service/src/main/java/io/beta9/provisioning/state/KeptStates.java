package io.beta9.provisioning.state;

import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.KeptStateRepository;
import io.beta9.provisioning.operation.KeptStateRepository.Kept;
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
  public record Waiting(
      String environmentId, boolean waiting, @Nullable String lineage, @Nullable Long serial) {}

  public Waiting look(Caller caller, EnvironmentId id) {
    Environment environment = access.find(caller, id);
    Optional<Kept> state = kept.waiting(environment.tenant(), id);
    return new Waiting(
        id.value(),
        state.isPresent(),
        state.map(Kept::lineage).orElse(null),
        state.map(Kept::serial).orElse(null));
  }

  /** Gives up what waits: what only it knows is then looked for in the account. */
  public Waiting drop(Caller caller, EnvironmentId id, @Nullable String confirm) {
    StateAccess.Opened state = access.open(caller, id);
    return audit.around(
        state.caller(),
        Act.on(id.value(), "state.drop-kept", null),
        () -> {
          StateReading.requireReason(caller, "Giving up a kept state");
          state.confirmed(confirm, "Giving up a kept state");
          Waiting waiting = look(caller, id);
          kept.drop(state.caller().tenant(), id);
          return waiting;
        },
        was -> was.waiting() ? "serial " + was.serial() + " was given up" : "nothing waited");
  }
}

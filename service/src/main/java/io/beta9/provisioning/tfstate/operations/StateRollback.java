package io.beta9.provisioning.tfstate.operations;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.s3.StateDigest;
import io.beta9.provisioning.tfstate.s3.StateDocument;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes an older version the current one again: writes its content with a serial above the current
 * one, so that no version is lost and Terraform accepts it as the newest.
 */
public final class StateRollback {
  private static final String ROLLING_BACK = "Rolling back the state";

  private final StateAccess access;
  private final OperationRepository operations;
  private final EventRepository events;
  private final AuditTrail audit;
  private final String host;
  private final Clock clock;

  /**
   * @param host the name of this host, which is written into the lock
   */
  public StateRollback(
      StateAccess access,
      OperationRepository operations,
      EventRepository events,
      AuditTrail audit,
      String host,
      Clock clock) {
    this.access = access;
    this.operations = operations;
    this.events = events;
    this.audit = audit;
    this.host = host;
    this.clock = clock;
  }

  /**
   * A request to roll back.
   *
   * @param to the id of the older version
   * @param confirm the environment's name
   */
  public record RollbackRequest(String to, @Nullable String confirm, boolean dryRun) {}

  /**
   * The result or, in a dry run, the expected result.
   *
   * @param removed resources that only the current state contains: Terraform would create them
   *     again
   * @param added resources that only the older state contains
   */
  public record RolledBack(
      String environmentId,
      boolean dryRun,
      String to,
      long fromSerial,
      long contentOfSerial,
      long newSerial,
      List<String> removed,
      List<String> added) {}

  /**
   * Rolls back to an older version.
   *
   * @throws FailureException {@code operation-in-progress}, {@code state-locked}, {@code
   *     lineage-mismatch}, {@code state-changed}
   */
  public RolledBack rollBack(Caller caller, EnvironmentId id, RollbackRequest order) {
    StateAccess.OpenState state = access.open(caller, id);
    if (order.dryRun()) {
      requireIdle(state);
      return plan(state, order).outcome();
    }
    return audit.around(
        state.caller(),
        AuditAction.onEnvironment(id.value(), "state.rollback", "to version " + order.to()),
        () -> {
          StateReading.requireReason(caller, "Rolling the state back");
          state.requireConfirmed(order.confirm(), "Rolling the state back");
          requireIdle(state);
          return withLock(
              state,
              () -> {
                // Again: an operation may have been queued since. One that is queued from now on
                // finds the state locked.
                access.admit(
                    state,
                    () -> {
                      requireIdle(state);
                      return true;
                    });
                return write(state, plan(state, order));
              });
        },
        done ->
            "version "
                + done.to()
                + " (serial "
                + done.contentOfSerial()
                + ") was written again as serial "
                + done.newSerial());
  }

  private record Plan(RolledBack outcome, byte[] content, @Nullable String replaced) {}

  private Plan plan(StateAccess.OpenState state, RollbackRequest order) {
    Optional<StateVersions.StateContent> current = state.versions().read(null);
    Optional<StateDocument> now = current.flatMap(content -> StateDocument.parse(content.bytes()));
    StateDocument older = StateReading.read(state, order.to());
    if (now.isPresent() && !now.get().lineage().equals(older.lineage())) {
      throw new FailureException(
          Failure.of(FailureCode.LINEAGE_MISMATCH, ROLLING_BACK)
              .with(FailureParameter.VERSION, order.to())
              .with(FailureParameter.BUCKET_LINEAGE, older.lineage())
              .with(FailureParameter.LINEAGE, now.get().lineage()));
    }
    long serial = Math.max(now.map(StateDocument::serial).orElse(0L), older.serial()) + 1;
    List<String> knownNow = now.map(StateRollback::addresses).orElse(List.of());
    List<String> knownThen = addresses(older);
    return new Plan(
        new RolledBack(
            state.id(),
            order.dryRun(),
            order.to(),
            now.map(StateDocument::serial).orElse(0L),
            older.serial(),
            serial,
            knownNow.stream().filter(address -> !knownThen.contains(address)).toList(),
            knownThen.stream().filter(address -> !knownNow.contains(address)).toList()),
        older.withSerial(serial),
        current.map(StateVersions.StateContent::etag).orElse(null));
  }

  private static List<String> addresses(StateDocument state) {
    return state.resources().stream()
        .filter(resource -> !resource.data())
        .map(StateDocument.DocumentResource::address)
        .toList();
  }

  private RolledBack write(StateAccess.OpenState state, Plan plan) {
    if (!state.versions().write(plan.content(), plan.replaced())) {
      throw new FailureException(
          Failure.of(FailureCode.STATE_CHANGED, ROLLING_BACK)
              .with(FailureParameter.ENVIRONMENT, state.id()));
    }
    new StateDigest(state.session()).write(state.backend(), plan.content());
    events.append(
        state.caller().tenant(),
        state.environment().id(),
        null,
        new EventData.StateRolledBack(
            state.caller().name(),
            plan.outcome().contentOfSerial(),
            plan.outcome().newSerial(),
            state.caller().reason()));
    return plan.outcome();
  }

  private void requireIdle(StateAccess.OpenState state) {
    if (operations.hasActive(state.environment().id())) {
      throw new FailureException(
          Failure.of(FailureCode.OPERATION_IN_PROGRESS, ROLLING_BACK)
              .about(state.environment().name())
              .with(FailureParameter.ENVIRONMENT, state.id()));
    }
  }

  private interface RollbackWork {
    RolledBack run();
  }

  private RolledBack withLock(StateAccess.OpenState state, RollbackWork work) {
    StateLocks locks = new StateLocks(state.session());
    StateLock own =
        new StateLock(
            UUID.randomUUID().toString(),
            "StateRollback",
            state.caller().name().replaceAll("\\s", "-") + "@" + host,
            "",
            clock.instant().toString(),
            "");
    List<HeldLock> taken =
        locks
            .acquire(state.backend(), own)
            .orElseThrow(() -> new FailureException(stateLocked(state, locks)));
    try {
      return work.run();
    } finally {
      taken.forEach(lock -> locks.remove(state.backend(), lock));
    }
  }

  private static Failure stateLocked(StateAccess.OpenState state, StateLocks locks) {
    return Failure.of(FailureCode.STATE_LOCKED, ROLLING_BACK)
        .with(FailureParameter.OWNER, locks.held(state.backend()).map(StateLock::who).orElse(null))
        .with(FailureParameter.ENVIRONMENT, state.id());
  }
}

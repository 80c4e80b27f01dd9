package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.CancelRepository.Active;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.timeline.EventRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * People who change their mind. What nobody works on is over at once; what somebody works on is
 * asked to end, and ends when its worker has heard it: Terraform is interrupted once, and what it
 * has made stays known.
 */
public final class CancelRequests {
  private final TransactionTemplate transactions;
  private final EnvironmentRepository environments;
  private final CancelRepository operations;
  private final EventRepository events;
  private final IdempotencyRepository keys;
  private final AuditRepository audit;

  public CancelRequests(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      CancelRepository operations,
      EventRepository events) {
    this.transactions = transactions;
    this.environments = environments;
    this.operations = operations;
    this.events = events;
    this.keys = new IdempotencyRepository(jdbc);
    this.audit = new AuditRepository(jdbc);
  }

  /**
   * Asks for what is under way to end. Asking again changes nothing.
   *
   * @throws NothingToCancelException where nothing is under way
   */
  public Environment cancel(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    try {
      return transactions.execute(status -> once(caller, id, key));
    } catch (IdempotencyRepository.RacedException e) {
      // The other request with this key has committed: the second look finds what it wrote.
      return transactions.execute(status -> once(caller, id, key));
    }
  }

  private Environment once(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    if (key != null && keys.find(caller.tenant(), key).isPresent()) {
      return found(caller, id);
    }
    // The operation first and then the environment, as workers take their locks.
    Active operation =
        operations
            .lockActive(caller.tenant(), id)
            .orElseThrow(() -> new NothingToCancelException(found(caller, id)));
    Environment environment =
        environments
            .lock(caller.tenant(), id)
            .orElseThrow(() -> new UnknownEnvironmentException(id));
    if (operation.endsAtOnce()) {
      end(caller, environment, operation);
    } else if (!operation.cancelRequested()) {
      operations.request(operation);
      tell(
          caller,
          environment,
          operation,
          "cancel-requested",
          caller.name()
              + " asked for it to stop; what is under way is interrupted once and may still take"
              + " minutes to end");
    }
    audit.done(
        caller, new Act("env.cancel", id.value(), operation.id().value(), operation.kind().code()));
    if (key != null) {
      keys.keep(caller.tenant(), key, id, operation.id());
    }
    return found(caller, id);
  }

  private void end(Caller caller, Environment environment, Active operation) {
    Failure failure = failure(caller, environment, operation);
    operations.endNow(operation, failure);
    boolean asBefore = !operation.begun() && environment.status() != EnvironmentStatus.DESTROYED;
    if (asBefore && operation.before() == EnvironmentStatus.READY) {
      environments.move(environment, Transition.STAY_READY);
      tell(caller, environment, operation, "cancelled", failure.why() + "; it is ready as before");
    } else if (asBefore && operation.before() == EnvironmentStatus.FAILED) {
      environments.move(environment, Transition.FAIL);
      tell(caller, environment, operation, "cancelled", failure.why() + "; it is as before");
    } else {
      if (environment.status() != EnvironmentStatus.DESTROYED) {
        environments.move(environment, Transition.FAIL);
      }
      environments.failure(caller.tenant(), environment.id(), environment.phase(), failure);
      tell(caller, environment, operation, "cancelled", failure.message());
    }
  }

  private static Failure failure(Caller caller, Environment environment, Active operation) {
    boolean destroying = operation.kind() == OperationKind.DESTROY;
    return Failure.of(FailureCode.OPERATION_CANCELLED, destroying ? "Destroying" : "Provisioning")
        .about(environment.name())
        .with(FailureParameter.USER, caller.name())
        .with(
            FailureParameter.CIRCUMSTANCE,
            operation.begun() ? "while it waited for its next attempt" : "before it started")
        .with(FailureParameter.ENVIRONMENT, environment.id().value());
  }

  private Environment found(Caller caller, EnvironmentId id) {
    return environments
        .find(caller.tenant(), id)
        .orElseThrow(() -> new UnknownEnvironmentException(id));
  }

  private void tell(
      Caller caller, Environment environment, Active operation, String kind, String what) {
    events.append(
        caller.tenant(),
        environment.id(),
        operation.id(),
        kind,
        environment.name() + ": " + what,
        null);
  }
}

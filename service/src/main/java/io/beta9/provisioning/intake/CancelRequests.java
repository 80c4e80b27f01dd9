package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
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
import io.beta9.provisioning.operation.CancelRepository.ActiveOperation;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Requests to cancel an operation. A waiting operation ends immediately. A running one is ended by
 * its worker: Terraform is interrupted once, and what it has created remains in its state.
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
   * Cancels the active operation of the environment. Repeated requests have no further effect.
   *
   * @throws NothingToCancelException if there is no active operation
   */
  public Environment cancel(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    try {
      return cancelOnce(caller, id, key);
    } catch (NothingToCancelException | ChangeCondition.UnmetConditionException e) {
      audit.recordRefused(
          caller, AuditAction.onEnvironment(id.value(), "env.cancel", e.getMessage()));
      throw e;
    }
  }

  private Environment cancelOnce(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    try {
      return transactions.execute(status -> executeOnce(caller, id, key));
    } catch (IdempotencyRepository.ConcurrentRequestException e) {
      // The other request with this key has committed; the second attempt finds its result.
      return transactions.execute(status -> executeOnce(caller, id, key));
    }
  }

  private Environment executeOnce(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    if (key != null && keys.find(caller.tenant(), key).isPresent()) {
      return find(caller, id);
    }
    // Locks the operation before the environment, in the same order as workers.
    ActiveOperation operation =
        operations
            .lockActive(caller.tenant(), id)
            .orElseThrow(() -> new NothingToCancelException(find(caller, id)));
    Environment environment =
        environments
            .lock(caller.tenant(), id)
            .orElseThrow(() -> new UnknownEnvironmentException(id));
    ChangeCondition.verify();
    if (operation.canEndImmediately()) {
      end(caller, environment, operation);
    } else if (!operation.cancelRequested()) {
      operations.requestCancellation(operation);
      appendEvent(
          caller, environment, operation, new EventData.CancelRequested(caller.name(), null));
    }
    audit.recordDone(
        caller,
        new AuditAction("env.cancel", id.value(), operation.id().value(), operation.kind().code()));
    if (key != null) {
      keys.save(caller.tenant(), key, id, operation.id());
    }
    return find(caller, id);
  }

  private void end(Caller caller, Environment environment, ActiveOperation operation) {
    Failure failure = failure(caller, environment, operation);
    operations.cancelImmediately(operation, failure);
    if (operation.kind() == OperationKind.PLAN) {
      appendEvent(
          caller,
          environment,
          operation,
          new EventData.Cancelled(failure, environment.status().code()));
      return;
    }
    boolean restorable =
        !operation.started() && environment.status() != EnvironmentStatus.DESTROYED;
    if (restorable && operation.previousStatus() == EnvironmentStatus.READY) {
      if (operation.before() != null) {
        // Otherwise the next update would apply what this one requested.
        environments.updateModel(
            caller.tenant(),
            environment.id(),
            operation.before().metaConfig().toTree(),
            operation.before().infraModel().toTree());
        environments.acceptConsequences(caller.tenant(), environment.id(), List.of());
      }
      environments.transition(environment, Transition.RESTORE_READY);
      appendEvent(caller, environment, operation, new EventData.Cancelled(failure, "ready"));
    } else if (restorable && operation.previousStatus() == EnvironmentStatus.FAILED) {
      environments.transition(environment, Transition.FAIL);
      environments.restoreFailure(caller.tenant(), environment.id());
      appendEvent(caller, environment, operation, new EventData.Cancelled(failure, "failed"));
    } else {
      if (environment.status() != EnvironmentStatus.DESTROYED) {
        environments.transition(environment, Transition.FAIL);
      }
      environments.setFailure(
          caller.tenant(), environment.id(), operation.id().value(), environment.phase(), failure);
      appendEvent(caller, environment, operation, new EventData.Cancelled(failure, null));
    }
  }

  private static Failure failure(
      Caller caller, Environment environment, ActiveOperation operation) {
    boolean destroying = operation.kind() == OperationKind.DESTROY;
    return Failure.of(FailureCode.OPERATION_CANCELLED, destroying ? "Destroying" : "Provisioning")
        .about(environment.name())
        .with(FailureParameter.USER, caller.name())
        .with(
            FailureParameter.CIRCUMSTANCE, operation.started() ? "between-attempts" : "not-started")
        .with(FailureParameter.ENVIRONMENT, environment.id().value());
  }

  private Environment find(Caller caller, EnvironmentId id) {
    return environments
        .find(caller.tenant(), id)
        .orElseThrow(() -> new UnknownEnvironmentException(id));
  }

  private void appendEvent(
      Caller caller, Environment environment, ActiveOperation operation, EventData event) {
    events.append(caller.tenant(), environment.id(), operation.id(), event);
  }
}

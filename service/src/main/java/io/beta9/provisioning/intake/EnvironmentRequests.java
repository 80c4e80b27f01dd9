package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.environment.NameTakenException;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.EnvironmentBusyException;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.timeline.EventRepository;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * What people ask for: make an environment, try again, take it away. Each request is one
 * transaction — status, operation, event and idempotency key together — and the doorbell rings only
 * after its commit.
 */
public final class EnvironmentRequests {
  private final Ledger ledger;
  private final WorkNotifier doorbell;
  private final JsonMapper json;
  private final Settings settings;
  private final Clock clock;
  private final RandomGenerator random;

  public EnvironmentRequests(
      Ledger ledger,
      WorkNotifier doorbell,
      JsonMapper json,
      Settings settings,
      Clock clock,
      RandomGenerator random) {
    this.ledger = ledger;
    this.doorbell = doorbell;
    this.json = json;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /** What a request writes to, all in one database. */
  public static final class Ledger {
    final TransactionTemplate transactions;
    final EnvironmentRepository environments;
    final OperationRepository operations;
    final EventRepository events;
    final IdempotencyRepository keys;
    final AuditRepository audit;

    public Ledger(
        JdbcClient jdbc,
        TransactionTemplate transactions,
        EnvironmentRepository environments,
        OperationRepository operations,
        EventRepository events) {
      this.transactions = transactions;
      this.environments = environments;
      this.operations = operations;
      this.events = events;
      this.keys = new IdempotencyRepository(jdbc);
      this.audit = new AuditRepository(jdbc);
    }
  }

  /**
   * Accepts a new environment.
   *
   * @return it, {@code queued}; the one that is there already where the key was used before
   */
  public Environment create(Caller caller, MetaConfig config, @Nullable IdempotencyKey key) {
    return once(
        caller,
        key,
        new Act("env.create", null, null, config.name()),
        operationId -> {
          int limit = settings.api().maxEnvironmentsPerUser();
          if (ledger.environments.countLiving(caller.tenant()) >= limit) {
            throw new EnvironmentLimitException(limit);
          }
          EnvironmentId id = EnvironmentId.random(random);
          Environment environment =
              ledger.environments.insert(
                  new EnvironmentRepository.Draft(
                      id,
                      caller.tenant(),
                      config.name(),
                      config.cloud().provider(),
                      config.cloud().region(),
                      config.cloud().accountId(),
                      MetaConfigJson.toTree(config),
                      InfraModelJson.toTree(InfraModelFactory.from(config, id.value())),
                      json.valueToTree(
                          StateBackend.of(
                              config.cloud(), id.value(), settings.tools().stateLock().name())),
                      caller.name()));
          enqueue(caller, environment, operationId, OperationKind.PROVISION, null);
          event(caller, environment, operationId, "requested", "was asked for by " + caller.name());
          return environment;
        });
  }

  /**
   * Asks for another try of what failed.
   *
   * @throws IllegalTransitionException where it has not failed
   */
  public Environment retry(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    return once(
        caller,
        key,
        Act.on(id.value(), "env.retry", null),
        operationId -> {
          Environment environment = locked(caller, id);
          OperationKind kind = lastKind(caller, id);
          Transition move =
              kind == OperationKind.DESTROY
                  ? Transition.REQUEST_DESTROY
                  : Transition.REQUEST_PROVISION;
          if (environment.status() != EnvironmentStatus.FAILED) {
            throw new IllegalTransitionException(environment.status(), move);
          }
          ledger.environments.move(environment, move);
          enqueue(caller, environment, operationId, kind, environment.status());
          event(
              caller,
              environment,
              operationId,
              "retry-requested",
              "another try of " + kind.code() + " was asked for by " + caller.name());
          return locked(caller, id);
        });
  }

  /**
   * Asks for the environment to go away. One that still waits in the queue goes over to destroying
   * at once; one that is being worked on is refused.
   *
   * @throws IllegalTransitionException where it is going, gone, or being worked on
   */
  public Environment destroy(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    return once(
        caller,
        key,
        Act.on(id.value(), "env.destroy", null),
        operationId -> {
          Environment environment = locked(caller, id);
          ledger.operations.cancelWaiting(id);
          ledger.environments.move(environment, Transition.REQUEST_DESTROY);
          enqueue(caller, environment, operationId, OperationKind.DESTROY, environment.status());
          event(
              caller,
              environment,
              operationId,
              "destroy-requested",
              "its destruction was asked for by " + caller.name());
          return locked(caller, id);
        });
  }

  Environment once(
      Caller caller,
      @Nullable IdempotencyKey key,
      Act act,
      Function<OperationId, Environment> request) {
    OperationId operationId = OperationId.random(random);
    Supplier<Submission> attempt =
        () -> {
          if (key != null) {
            var before = ledger.keys.find(caller.tenant(), key);
            if (before.isPresent()) {
              return new Submission(
                  ledger.environments.find(caller.tenant(), before.get()).orElseThrow(), false);
            }
          }
          Environment environment = request.apply(operationId);
          ledger.audit.done(
              caller,
              new Act(act.action(), environment.id().value(), operationId.value(), act.detail()));
          if (key != null) {
            ledger.keys.keep(caller.tenant(), key, environment.id(), operationId);
          }
          return new Submission(environment, true);
        };
    Submission answer;
    try {
      answer = ledger.transactions.execute(status -> attempt.get());
    } catch (IdempotencyRepository.RacedException e) {
      // The other request with this key has committed: the second look finds what it wrote.
      answer = ledger.transactions.execute(status -> attempt.get());
    } catch (IllegalTransitionException
        | EnvironmentBusyException
        | NameTakenException
        | EnvironmentLimitException
        | ImmutableFieldsException
        | ForcedDestroyRequests.NotConfirmedException
        | FailureException e) {
      ledger.audit.refused(
          caller, new Act(act.action(), act.environmentId(), null, e.getMessage()));
      throw e;
    }
    if (answer.fresh()) {
      doorbell.ring(operationId);
    }
    return answer.environment();
  }

  private record Submission(Environment environment, boolean fresh) {}

  Ledger ledger() {
    return ledger;
  }

  OperationKind lastKind(Caller caller, EnvironmentId id) {
    return ledger.operations.newestKind(caller.tenant(), id).orElse(OperationKind.PROVISION);
  }

  Environment found(Caller caller, EnvironmentId id) {
    return ledger
        .environments
        .find(caller.tenant(), id)
        .orElseThrow(() -> new UnknownEnvironmentException(id));
  }

  Environment locked(Caller caller, EnvironmentId id) {
    return ledger
        .environments
        .lock(caller.tenant(), id)
        .orElseThrow(() -> new UnknownEnvironmentException(id));
  }

  void enqueue(
      Caller caller,
      Environment environment,
      OperationId operationId,
      OperationKind kind,
      @Nullable EnvironmentStatus before) {
    ledger.operations.insert(
        new Operation(
            operationId,
            environment.id(),
            caller.tenant(),
            kind,
            1,
            caller.name(),
            clock.instant()),
        before);
  }

  void event(
      Caller caller, Environment environment, OperationId operationId, String kind, String what) {
    ledger.events.append(
        caller.tenant(),
        environment.id(),
        operationId,
        kind,
        environment.name() + ": " + what,
        null);
  }
}

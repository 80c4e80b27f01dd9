package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.TenantLifecycleRepository;
import io.beta9.provisioning.access.TenantRepository;
import io.beta9.provisioning.access.TenantRepository.LockedTenant;
import io.beta9.provisioning.access.TenantState;
import io.beta9.provisioning.account.AccountAdmission;
import io.beta9.provisioning.account.AccountRepository;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.environment.CloudAccess;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.environment.NameTakenException;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.CloudLocation;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.OwnRoleRule;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.Violation;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.EnvironmentBusyException;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.OperationTraceRepository;
import io.beta9.provisioning.operation.UpdateRepository;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.telemetry.log.LogFields;
import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import io.beta9.provisioning.telemetry.trace.Span;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import io.beta9.provisioning.telemetry.trace.TraceContext;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests to create, retry and destroy environments. Each is one transaction that stores status,
 * operation, event, audit entry and idempotency key together; workers are notified after its
 * commit.
 */
public final class EnvironmentRequests {
  private static final Logger log = LoggerFactory.getLogger(EnvironmentRequests.class);

  private final IntakeRepositories repositories;
  private final WorkNotifier notifier;
  private final JsonMapper json;
  private final Settings settings;
  private final Clock clock;
  private final RandomGenerator random;

  public EnvironmentRequests(
      IntakeRepositories ledger,
      WorkNotifier notifier,
      JsonMapper json,
      Settings settings,
      Clock clock,
      RandomGenerator random) {
    this.repositories = ledger;
    this.notifier = notifier;
    this.json = json;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /** The repositories that a request writes to, all in one database. */
  public static final class IntakeRepositories {
    final TransactionTemplate transactions;
    final EnvironmentRepository environments;
    final OperationRepository operations;
    final EventRepository events;
    final IdempotencyRepository keys;
    final AuditRepository audit;
    final TenantLifecycleRepository tenantStates;
    final TenantRepository tenants;
    final AccountRepository accounts;
    final OperationTraceRepository traces;
    final CompletedSteps steps;
    final UpdateRepository updates;

    public IntakeRepositories(
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
      this.tenantStates = new TenantLifecycleRepository(jdbc);
      this.tenants = new TenantRepository(jdbc);
      this.accounts = new AccountRepository(jdbc);
      this.traces = new OperationTraceRepository(jdbc);
      this.steps = new CompletedSteps(jdbc);
      this.updates = new UpdateRepository(jdbc);
    }
  }

  /**
   * Creates an environment and queues its provisioning.
   *
   * @return the environment; the existing one if the key was used before
   * @throws InvalidMetaConfigException if it is not valid in the account
   * @throws FailureException {@code account-not-registered}, {@code account-not-verified}, {@code
   *     account-legacy} or {@code account-suspended}
   */
  public Environment create(Caller caller, MetaConfig config, @Nullable IdempotencyKey key) {
    return executeOnce(
        caller,
        key,
        new AuditAction("env.create", null, null, config.name()),
        operationId -> {
          Environment environment = insert(caller, config);
          insertOperation(
              caller,
              environment,
              operationId,
              OperationKind.PROVISION,
              OperationKind.PROVISION,
              null);
          repositories.events.insertFirst(
              caller.tenant(),
              environment.id(),
              operationId,
              new EventData.Requested(caller.name()));
          return environment;
        });
  }

  /**
   * Returns the environment that {@link #create} would create, after the same checks; stores
   * nothing.
   *
   * @throws FailureException as {@link #create}
   */
  public Environment previewCreation(Caller caller, MetaConfig config) {
    return repositories.transactions.execute(
        status -> {
          status.setRollbackOnly();
          return insert(caller, config);
        });
  }

  private Environment insert(Caller caller, MetaConfig config) {
    LockedTenant tenant = repositories.tenants.lock(caller.tenant());
    requireActive(caller, tenant.state(), OperationKind.PROVISION);
    int limit = tenant.maxEnvironments().orElse(settings.environments().maxEnvironmentsPerTenant());
    if (repositories.environments.countNotDestroyed(caller.tenant()) >= limit) {
      throw new EnvironmentLimitException(limit);
    }
    RegisteredAccount account = account(caller, config.cloud());
    requireValid(config, account.roleArn());
    EnvironmentId id = EnvironmentId.random(random);
    return repositories.environments.insertWithFirstEvent(
        new EnvironmentRepository.NewEnvironment(
            id,
            caller.tenant(),
            config.name(),
            config.cloud().provider(),
            config.cloud().region(),
            config.cloud().accountId(),
            CloudAccess.by(account),
            new StoredJson(MetaConfigJson.toJson(config)),
            new StoredJson(
                InfraModelJson.toJson(
                    InfraModelFactory.from(config, id.value())
                        .withPermissionsBoundary(account.permissionsBoundaryArn()))),
            new StoredJson(
                json.writeValueAsString(
                    StateBackend.of(
                        config.cloud(), id.value(), settings.terraform().lock().name()))),
            caller.name()));
  }

  /**
   * Requires that the meta-config is valid in the account that it names.
   *
   * @param roleArn this service's role there; null if the account was removed
   * @throws InvalidMetaConfigException if it is not
   */
  static void requireValid(MetaConfig config, @Nullable String roleArn) {
    List<Violation> violations =
        roleArn == null ? List.of() : OwnRoleRule.violations(config, roleArn);
    if (!violations.isEmpty()) {
      throw new InvalidMetaConfigException(violations);
    }
  }

  /** Returns the account of a new environment, which remains as it is until it is created. */
  private RegisteredAccount account(Caller caller, CloudLocation cloud) {
    String activity = "Creating the environment";
    Optional<RegisteredAccount> registered =
        repositories.accounts.share(caller.tenant(), cloud.provider(), cloud.accountId());
    RegisteredAccount account =
        registered
            .or(
                () ->
                    repositories.accounts.list(caller.tenant()).stream()
                        .filter(legacy -> legacy.accountId().equals(cloud.accountId()))
                        .findFirst())
            .orElseThrow(
                () ->
                    new FailureException(
                        AccountAdmission.notRegistered(cloud.accountId(), activity)));
    AccountAdmission.requirePartition(account, cloud.region(), activity);
    AccountAdmission.requireCreation(account, activity);
    return account;
  }

  /**
   * Requires that the environment's account allows changes.
   *
   * @throws FailureException {@code account-suspended}
   */
  static void requireChange(Environment environment, String activity) {
    AccountAdmission.requireChange(environment.access().state(), environment.accountId(), activity);
  }

  /**
   * Retries the operation that failed.
   *
   * @throws IllegalTransitionException if the environment has not failed
   * @throws FailureException {@code account-suspended}, unless a destroy failed
   */
  public Environment retry(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    return executeOnce(
        caller,
        key,
        AuditAction.onEnvironment(id.value(), "env.retry", null),
        operationId -> {
          Environment environment = lockForChange(caller, id);
          OperationKind kind = latestKind(caller, id);
          Transition move =
              kind == OperationKind.DESTROY
                  ? Transition.REQUEST_DESTROY
                  : Transition.REQUEST_PROVISION;
          if (environment.status() != EnvironmentStatus.FAILED) {
            throw new IllegalTransitionException(environment.status(), move);
          }
          if (kind != OperationKind.DESTROY) {
            requireChange(environment, "Retrying the operation");
          }
          repositories.environments.transition(environment, move);
          enqueue(caller, environment, operationId, kind, environment.status());
          if (kind == OperationKind.DESTROY) {
            repositories.steps.keepSnapshotLikeBefore(id, operationId);
          }
          appendEvent(
              caller,
              environment,
              operationId,
              new EventData.RetryRequested(kind.code(), caller.name()));
          return lock(caller, id);
        });
  }

  /** Queues the destruction of an environment whose database is lost. */
  public Environment destroy(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    return destroy(caller, id, false, key);
  }

  /**
   * Queues the destruction of the environment. A waiting operation is cancelled.
   *
   * @param finalSnapshot whether a snapshot of the database is kept
   * @throws FailureException {@code database-protected} without a snapshot
   * @throws IllegalTransitionException if an operation is running, or the environment is being or
   *     has been destroyed
   */
  public Environment destroy(
      Caller caller, EnvironmentId id, boolean finalSnapshot, @Nullable IdempotencyKey key) {
    return executeOnce(
        caller,
        key,
        AuditAction.onEnvironment(id.value(), "env.destroy", null),
        operationId -> {
          Environment environment = lockForChange(caller, id);
          if (!finalSnapshot && isProtected(environment)) {
            throw new FailureException(
                Failure.of(FailureCode.DATABASE_PROTECTED, "Destroying the environment")
                    .about(environment.name())
                    .forEnvironment(id.value()));
          }
          repositories.operations.cancelWaiting(id);
          repositories.environments.transition(environment, Transition.REQUEST_DESTROY);
          enqueue(caller, environment, operationId, OperationKind.DESTROY, environment.status());
          if (finalSnapshot) {
            repositories.steps.record(operationId, List.of(CompletedSteps.FINAL_SNAPSHOT));
          }
          appendEvent(
              caller, environment, operationId, new EventData.DestroyRequested(caller.name()));
          return lock(caller, id);
        });
  }

  /** Returns whether the database is not destroyed without a snapshot. */
  static boolean isProtected(Environment environment) {
    return environment.infraModel().toTree().at("/postgres/protect").asBoolean(false);
  }

  Environment executeOnce(
      Caller caller,
      @Nullable IdempotencyKey key,
      AuditAction act,
      Function<OperationId, Environment> request) {
    OperationId operationId = OperationId.random(random);
    Supplier<Submission> attempt =
        () -> {
          if (key != null) {
            var before = repositories.keys.find(caller.tenant(), key);
            if (before.isPresent()) {
              return new Submission(
                  repositories.environments.find(caller.tenant(), before.get()).orElseThrow(),
                  false);
            }
          }
          Environment environment = request.apply(operationId);
          repositories.audit.recordDone(
              caller,
              new AuditAction(
                  act.action(), environment.id().value(), operationId.value(), act.detail()));
          if (key != null) {
            repositories.keys.save(caller.tenant(), key, environment.id(), operationId);
          }
          return new Submission(environment, true);
        };
    Submission submission;
    try {
      submission = repositories.transactions.execute(status -> attempt.get());
    } catch (IdempotencyRepository.ConcurrentRequestException e) {
      // The other request with this key has committed; the second attempt finds its result.
      submission = repositories.transactions.execute(status -> attempt.get());
    } catch (IllegalTransitionException
        | EnvironmentBusyException
        | NameTakenException
        | EnvironmentLimitException
        | ImmutableFieldsException
        | ForcedDestroyRequests.NotConfirmedException
        | ChangeCondition.UnmetConditionException
        | FailureException e) {
      repositories.audit.recordRefused(
          caller, new AuditAction(act.action(), act.environmentId(), null, e.getMessage()));
      throw e;
    }
    if (submission.isNew()) {
      notifier.publish(operationId);
    }
    return submission.environment();
  }

  private record Submission(Environment environment, boolean isNew) {}

  IntakeRepositories repositories() {
    return repositories;
  }

  OperationKind latestKind(Caller caller, EnvironmentId id) {
    return repositories.operations.latestKind(caller.tenant(), id).orElse(OperationKind.PROVISION);
  }

  Environment find(Caller caller, EnvironmentId id) {
    return repositories
        .environments
        .find(caller.tenant(), id)
        .orElseThrow(() -> new UnknownEnvironmentException(id));
  }

  /** Locks the environment that the request is going to change, on its {@link ChangeCondition}. */
  Environment lockForChange(Caller caller, EnvironmentId id) {
    Environment environment = lock(caller, id);
    ChangeCondition.verify();
    return environment;
  }

  Environment lock(Caller caller, EnvironmentId id) {
    return repositories
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
    repositories.environments.archiveFailure(caller.tenant(), environment.id());
    enqueue(caller, environment, operationId, kind, kind, before);
  }

  /** Queues an operation that leaves the environment as it is; it is stored as an update. */
  void enqueueWithoutChange(
      Caller caller, Environment environment, OperationId operationId, OperationKind kind) {
    enqueue(caller, environment, operationId, kind, OperationKind.UPDATE, environment.status());
  }

  private void enqueue(
      Caller caller,
      Environment environment,
      OperationId operationId,
      OperationKind kind,
      OperationKind stored,
      @Nullable EnvironmentStatus before) {
    TenantState state =
        repositories.tenantStates.shareState(caller.tenant()).orElse(TenantState.ACTIVE);
    requireActive(caller, state, kind);
    insertOperation(caller, environment, operationId, kind, stored, before);
  }

  private void insertOperation(
      Caller caller,
      Environment environment,
      OperationId operationId,
      OperationKind kind,
      OperationKind stored,
      @Nullable EnvironmentStatus before) {
    repositories.operations.insert(
        new Operation(
            operationId,
            environment.id(),
            caller.tenant(),
            stored,
            1,
            caller.name(),
            clock.instant()),
        before);
    startTrace(caller, environment, operationId, kind);
    logQueued(caller, environment, operationId, kind);
  }

  /**
   * A suspended tenant is not charged for longer than its operator decides: that one may destroy.
   */
  private static void requireActive(Caller caller, TenantState state, OperationKind kind) {
    boolean permitted =
        switch (state) {
          case ACTIVE -> true;
          case SUSPENDED -> kind == OperationKind.DESTROY && caller.has(Permission.TENANT_MANAGE);
          case DELETING -> false;
        };
    if (!permitted) {
      throw new FailureException(
          Failure.of(FailureCode.TENANT_SUSPENDED, "The request").about(caller.tenant().value()));
    }
  }

  /** The span of the operation ends immediately: it is the parent of spans of other processes. */
  private void startTrace(
      Caller caller, Environment environment, OperationId operation, OperationKind kind) {
    Span span =
        CurrentSpan.startChild(kind.code(), SpanKind.PRODUCER)
            .with("beta9.operation.id", operation.value())
            .with("beta9.environment.id", environment.id().value())
            .with("beta9.tenant", caller.tenant().value());
    TraceContext context = span.context();
    if (context != null) {
      repositories.traces.insert(operation, context);
    }
    span.end();
  }

  private static void logQueued(
      Caller caller, Environment environment, OperationId operation, OperationKind kind) {
    Map<String, String> fields =
        Map.of(
            LogFields.ENVIRONMENT, environment.id().value(),
            LogFields.OPERATION, operation.value(),
            LogFields.TENANT, caller.tenant().value());
    try (LogFields.LogScope _ = LogFields.with(fields)) {
      log.info("{} of {} requested by {}", kind.code(), environment.id(), caller.name());
    }
  }

  void appendEvent(
      Caller caller, Environment environment, OperationId operationId, EventData event) {
    repositories.events.append(caller.tenant(), environment.id(), operationId, event);
  }
}
